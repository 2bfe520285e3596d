/**
 * A height map by the diamond-square algorithm on a torus, [size · size], scaled to [0, 1]; `size` is a power of two.
 * The wobble starts at 100 and is divided by `decay` from octave to octave; each mean gets wobble times a draw of
 * U(−wobble, wobble), which `draw` gives in the order squares, diamonds above and below, diamonds beside.
 * After https://github.com/FLHerne/mapgen, as the authors of ImageNet-C changed it.
 */
export function plasma(size: number, decay: number, draw: (wobble: number) => number): Float64Array {
  const map = new Float64Array(size * size)
  const at = (y: number, x: number): number => map[(y & (size - 1)) * size + (x & (size - 1))] as number
  let wobble = 100
  for (let step = size; step >= 2; step /= 2) {
    const half = step / 2
    const fill = (top: number, left: number, sum: (y: number, x: number) => number): void => {
      for (let y = top; y < size; y += step) {
        for (let x = left; x < size; x += step) map[y * size + x] = sum(y, x) / 4 + wobble * draw(wobble)
      }
    }
    const corners = (y: number, x: number): number =>
      at(y - half, x - half) + at(y + half, x - half) + at(y - half, x + half) + at(y + half, x + half)
    const sides = (y: number, x: number): number =>
      at(y - half, x) + at(y + half, x) + at(y, x - half) + at(y, x + half)
    fill(half, half, corners)
    fill(0, half, sides)
    fill(half, 0, sides)
    wobble /= decay
  }
  let low = Infinity
  let high = -Infinity
  for (const value of map) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return map.map((value) => (value - low) / (high - low))
}

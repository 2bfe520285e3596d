/** tan 22.5°, with 15 bits behind the point. */
const tangent = 13573

interface Gradient {
  readonly dx: Int32Array
  readonly dy: Int32Array
  /** |dx| + |dy|. */
  readonly size: Int32Array
}

/** Sobel's 3 × 3 operators, the last pixel repeated beyond the border. */
function gradientOf(image: Uint8Array, height: number, width: number): Gradient {
  const dx = new Int32Array(image.length)
  const dy = new Int32Array(image.length)
  const size = new Int32Array(image.length)
  for (let y = 0; y < height; y++) {
    const upper = Math.max(0, y - 1) * width
    const row = y * width
    const lower = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1)
      const right = Math.min(width - 1, x + 1)
      const value = (place: number): number => image[place] as number
      const at = row + x
      const rising = value(lower + right) - value(upper + left)
      const falling = value(upper + right) - value(lower + left)
      const across = rising + falling + 2 * (value(row + right) - value(row + left))
      const down = rising - falling + 2 * (value(lower + x) - value(upper + x))
      dx[at] = across
      dy[at] = down
      size[at] = Math.abs(across) + Math.abs(down)
    }
  }
  return { dx, dy, size }
}

/**
 * `cv2.Canny(image, low, high)`: edges are ridges of the gradient (L1 norm, 3 × 3 Sobel) above `high`, with those above
 * `low` that hang together with them. Returns 1 on edges, else 0. Canny 1986, in OpenCV's arithmetic.
 */
export function cannyEdges(
  image: Uint8Array,
  [height, width]: readonly [number, number],
  [low, high]: readonly [number, number],
): Uint8Array {
  const { dx, dy, size } = gradientOf(image, height, width)
  const sizeAt = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : (size[y * width + x] as number)
  const isRidge = (y: number, x: number): boolean => {
    const at = y * width + x
    const here = size[at] as number
    const across = dx[at] as number
    const down = (dy[at] as number) * 32768
    const flat = Math.abs(across) * tangent
    const steepness = Math.abs(down)
    if (steepness < flat) return here > sizeAt(y, x - 1) && here >= sizeAt(y, x + 1)
    if (steepness > flat + Math.abs(across) * 65536) return here > sizeAt(y - 1, x) && here >= sizeAt(y + 1, x)
    const slant = across < 0 === down < 0 ? 1 : -1
    return here > sizeAt(y - 1, x - slant) && here > sizeAt(y + 1, x + slant)
  }
  const candidates = new Uint8Array(image.length)
  const edges = new Uint8Array(image.length)
  const found: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if ((size[at] as number) <= low || !isRidge(y, x)) continue
      candidates[at] = 1
      if ((size[at] as number) <= high) continue
      edges[at] = 1
      found.push(at)
    }
  }
  for (let at = found.pop(); at !== undefined; at = found.pop()) {
    const [row, column] = [Math.floor(at / width), at % width]
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        const near = y * width + x
        if (candidates[near] === 0 || edges[near] === 1) continue
        edges[near] = 1
        found.push(near)
      }
    }
  }
  return edges
}

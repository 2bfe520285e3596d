/**
 * Borgefors 1986, with OpenCV's weights for `DIST_L2` and a mask of 5 × 5 (a step aside, aslant, and a knight's move), in
 * fixed-point numbers as there.
 */
const scale = 65536
const straight = scale
const slanted = Math.round(1.4 * scale)
const knight = Math.round(2.1969 * scale)

/** How far a step may reach. */
const margin = 2

/**
 * `cv2.distanceTransform(…, DIST_L2, 5)`: about how far each place of [height, width] is from the nearest one marked 1;
 * Infinity where none is.
 */
export function chamferDistance(marks: Uint8Array, height: number, width: number): Float64Array {
  const pitch = width + 2 * margin
  const padded = new Float64Array((height + 2 * margin) * pitch).fill(Infinity)
  const before = [-1, -pitch, -pitch - 1, -pitch + 1, -pitch - 2, -pitch + 2, -2 * pitch - 1, -2 * pitch + 1]
  const lengths = [straight, straight, slanted, slanted, knight, knight, knight, knight]
  const relax = (at: number, direction: 1 | -1): void => {
    let least = padded[at] as number
    for (let i = 0; i < before.length; i++) {
      const length = (padded[at + direction * (before[i] as number)] as number) + (lengths[i] as number)
      if (length < least) least = length
    }
    padded[at] = least
  }
  const place = (y: number, x: number): number => (y + margin) * pitch + x + margin
  marks.forEach((mark, i) => {
    if (mark === 1) padded[place(Math.floor(i / width), i % width)] = 0
  })
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(place(y, x), 1)
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(place(y, x), -1)
  return Float64Array.from(marks, (_, i) => (padded[place(Math.floor(i / width), i % width)] as number) / scale)
}

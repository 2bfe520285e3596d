import { createRandom } from '../random.ts'

export interface MaskChoice {
  /** Of the grid along each side of the image. */
  readonly cells: number
  /** Probability that a cell is shown. */
  readonly keep: number
  /** Number of the first mask. */
  readonly first: number
  readonly count: number
}

const seed = 0x715e

/**
 * RISE's masks number first … first + count − 1, [count, height, width] row-major, values in [0, 1]: grids of (cells + 1)²
 * zeros and ones, enlarged bilinearly so that cells² of them cover the image, of which a random part is taken. A mask
 * depends on its number alone. Places beyond the grid's outermost centres take their values, where the authors mirror.
 */
export function drawMasks(
  [height, width]: readonly [number, number],
  { cells, keep, first, count }: MaskChoice,
): Float32Array {
  const side = cells + 1
  const [cellHeight, cellWidth] = [Math.ceil(height / cells), Math.ceil(width / cells)]
  const masks = new Float32Array(count * height * width)
  for (let mask = 0; mask < count; mask++) {
    const random = createRandom(seed, cells, first + mask)
    const grid = Float32Array.from({ length: side * side }, () => (random.uniform() < keep ? 1 : 0))
    const rows = placesInGrid(height, random.integer(cellHeight), cellHeight, side)
    const columns = placesInGrid(width, random.integer(cellWidth), cellWidth, side)
    let at = mask * height * width
    for (const [above, below, down] of rows) {
      for (const [before, after, right] of columns) {
        const upper = mix(grid[above * side + before], grid[above * side + after], right)
        const lower = mix(grid[below * side + before], grid[below * side + after], right)
        masks[at++] = mix(upper, lower, down)
      }
    }
  }
  return masks
}

const mix = (from = 0, to = 0, share = 0): number => from * (1 - share) + to * share

/** For every pixel the cells before and behind its centre, counted from their centres, and how far on it is. */
function placesInGrid(
  length: number,
  shift: number,
  cell: number,
  side: number,
): (readonly [before: number, after: number, share: number])[] {
  return Array.from({ length }, (_, pixel) => {
    const at = Math.min(side - 1, Math.max(0, (pixel + shift + 0.5) / cell - 0.5))
    const before = Math.floor(at)
    return [before, Math.min(before + 1, side - 1), at - before]
  })
}

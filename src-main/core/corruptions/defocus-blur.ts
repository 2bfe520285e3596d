import { bySeverity } from './by-severity.ts'
import { correlate, type Tap } from './correlate.ts'

/** `alias`: standard deviation of the Gaussian that smooths the disk's edge. */
type Disk = readonly [radius: number, alias: number]

/** Weights below this change nothing in 8 bits. */
const negligible = 1e-12

/**
 * The kernel of a lens out of focus: a disk of ones, normalized, its edge smoothed by 3 × 3 pixels (5 × 5 above radius 8)
 * as OpenCV's `GaussianBlur` does. Row-major, `side` × `side`.
 */
export function defocusKernel([radius, alias]: Disk): { side: number; weights: Float32Array } {
  const reach = radius <= 8 ? 8 : radius
  const side = 2 * reach + 1
  const disk = new Float32Array(side * side)
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (y * y + x * x <= radius * radius) disk[(y + reach) * side + x + reach] = 1
    }
  }
  const area = disk.reduce((sum, value) => sum + value, 0)
  const edge = radius <= 8 ? 1 : 2
  const gaussian = Array.from({ length: 2 * edge + 1 }, (_, i) => Math.exp(-((i - edge) ** 2) / (2 * alias * alias)))
  const total = gaussian.reduce((sum, value) => sum + value, 0)
  const taps = gaussian.flatMap((down, i) =>
    gaussian.map((right, j) => ({ dy: i - edge, dx: j - edge, weight: (down * right) / (total * total * area) })),
  )
  return { side, weights: Float32Array.from(correlate(disk, [side, side, 1], taps, 'mirror')) }
}

const kept = new Map<Disk, readonly Tap[]>()

function tapsOf(disk: Disk): readonly Tap[] {
  const made = kept.get(disk)
  if (made) return made
  const { side, weights } = defocusKernel(disk)
  const reach = (side - 1) / 2
  const taps = Array.from(weights, (weight, i) => ({
    dy: Math.floor(i / side) - reach,
    dx: (i % side) - reach,
    weight,
  })).filter(({ weight }) => weight > negligible)
  kept.set(disk, taps)
  return taps
}

/** Correlation with a disk, mirrored at the borders as OpenCV's `filter2D` does. */
export const defocusBlur = bySeverity<Disk, undefined>({
  id: 'defocus-blur',
  title: 'Defocus blur',
  family: 'smooth-blur',
  at64: [
    [0.5, 0.6],
    [1, 0.1],
    [1.5, 0.1],
    [2.5, 0.01],
    [3, 0.1],
  ],
  at224: [
    [3, 0.1],
    [4, 0.5],
    [6, 0.5],
    [8, 0.5],
    [10, 0.5],
  ],
  draw: () => undefined,
  render: (disk, pixels, shape) => correlate(pixels, shape, tapsOf(disk), 'mirror'),
})

import type { Shape3 } from '../network/network.ts'
import type { Random } from '../random.ts'
import { bySeverity } from './by-severity.ts'
import { gaussianFilter } from './gaussian-filter.ts'
import { uniforms } from './noise-draws.ts'
import { sampleLinear } from './sample.ts'

/** In parts of the shorter side: how far pixels move, how smoothly they do, how far the three points are moved. */
type Elastic = readonly [alpha: number, sigma: number, affine: number]

interface ElasticDraws {
  /** [3 · 2], x and y of each point, in pixels. */
  readonly corners: Float32Array
  /** [height · width], U(−1, 1), before smoothing. */
  readonly dx: Float32Array
  readonly dy: Float32Array
}

function drawShifts([, , affine]: Elastic, [height, width]: Shape3, random: Random): ElasticDraws {
  const corners = uniforms(6, affine * Math.min(height, width), random)
  return { corners, dx: uniforms(height * width, 1, random), dy: uniforms(height * width, 1, random) }
}

/** The affine map, [2 · 3] row-major, that takes `to` to `from`: three points each, x and y. */
function affineBetween(to: readonly number[], from: readonly number[]): readonly number[] {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = to
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  return [0, 1].flatMap((axis) => {
    const [v0 = 0, v1 = 0, v2 = 0] = [from[axis], from[2 + axis], from[4 + axis]]
    const a = ((v1 - v0) * (y2 - y0) - (v2 - v0) * (y1 - y0)) / area
    const b = ((v2 - v0) * (x1 - x0) - (v1 - v0) * (x2 - x0)) / area
    return [a, b, v0 - a * x0 - b * y0]
  })
}

/** OpenCV's `warpAffine` by three points about the middle, bilinear, mirrored at the borders; as OpenCV 5 interpolates. */
function warp(image: Float32Array, shape: Shape3, corners: Float32Array): Float32Array {
  const [height, width, channels] = shape
  const middleY = Math.floor(height / 2)
  const middleX = Math.floor(width / 2)
  const reach = Math.floor(Math.min(height, width) / 3)
  // The authors' points count rows first, where OpenCV reads x first: the same for square images.
  const from = [middleX + reach, middleY + reach, middleX + reach, middleY - reach, middleX - reach, middleY - reach]
  const to = from.map((value, i) => value + (corners[i] as number))
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = affineBetween(to, from)
  const output = new Float32Array(image.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      sampleLinear(image, shape, 'mirror', d * x + e * y + f, a * x + b * y + c, output, at)
    }
  }
  return output
}

/** A random affine map, then every pixel moved by a smooth random field; SciPy's linear interpolation and reflection. */
export const elasticTransform = bySeverity<Elastic, ElasticDraws>({
  id: 'elastic-transform',
  title: 'Elastic transform',
  family: 'elastic',
  at64: [
    [0, 0, 0.08],
    [0.05, 0.3, 0.06],
    [0.1, 0.08, 0.06],
    [0.1, 0.03, 0.03],
    [0.16, 0.03, 0.02],
  ],
  // The authors' constants are parts of 244 pixels, meant as 224.
  at224: [
    [(244 * 2) / 224, (244 * 0.7) / 224, (244 * 0.1) / 224],
    [(244 * 2) / 224, (244 * 0.08) / 224, (244 * 0.2) / 224],
    [(244 * 0.05) / 224, (244 * 0.01) / 224, (244 * 0.02) / 224],
    [(244 * 0.07) / 224, (244 * 0.01) / 224, (244 * 0.02) / 224],
    [(244 * 0.12) / 224, (244 * 0.01) / 224, (244 * 0.02) / 224],
  ],
  draw: drawShifts,
  render([alpha, sigma], pixels, shape, { corners, dx, dy }) {
    const [height, width, channels] = shape
    const side = Math.min(height, width)
    const warped = warp(new Float32Array(pixels), shape, corners)
    const field = (draws: Float32Array): Float64Array =>
      gaussianFilter(draws, [height, width, 1], sigma * side, { truncate: 3, border: 'reflect' })
    const right = field(dx)
    const down = field(dy)
    const output = new Float32Array(pixels.length)
    for (let place = 0; place < right.length; place++) {
      const y = Math.floor(place / width) + Math.fround((down[place] as number) * alpha * side)
      const x = (place % width) + Math.fround((right[place] as number) * alpha * side)
      sampleLinear(warped, shape, 'reflect', y, x, output, place * channels)
    }
    return output
  },
})

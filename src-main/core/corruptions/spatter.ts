import type { Shape3 } from '../network/network.ts'
import { bySeverity } from './by-severity.ts'
import { cannyEdges } from './canny.ts'
import { chamferDistance } from './chamfer-distance.ts'
import { correlate, type Tap } from './correlate.ts'
import { truncated } from './eight-bits.ts'
import { equalizeHistogram } from './equalize-histogram.ts'
import { gaussianFilter } from './gaussian-filter.ts'
import { inChannels } from './gray.ts'
import { normals } from './noise-draws.ts'
import { roundHalfEven } from './round-half-even.ts'

/** `strength`: opacity of water; standard deviation, in pixels, of the smoothing of mud. */
type Spatter = readonly [
  ...[mean: number, deviation: number, sigma: number, threshold: number],
  ...[strength: number, liquid: 'water' | 'mud'],
]

/** Pale turquoise and brown, in [0, 1]. */
const water = [175 / 255, 238 / 255, 238 / 255] as const
const mud = [63 / 255, 42 / 255, 20 / 255] as const
/** Mud is only where it is so dense. */
const leastMud = 0.8

const box: readonly Tap[] = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => ({ dy, dx, weight: 1 })))
/** Light from above. */
const emboss: readonly Tap[] = [
  [-2, -1, 0],
  [-1, 1, 1],
  [0, 1, 2],
].flatMap((row, y) => row.map((weight, x) => ({ dy: y - 1, dx: x - 1, weight })))

/** `cv2.blur` by 3 × 3, before it is rounded to the type of its output. */
const blur = (image: ArrayLike<number>, shape: Shape3): Float64Array =>
  correlate(image, shape, box, 'mirror').map((sum) => sum * (1 / 9))

const rounded = (values: Float64Array): Uint8Array => truncated(values.map(roundHalfEven))

/** How bright water is at each place, [height · width] in [0, strength]: drops from their edges inwards, lit aslant. */
function wetness(liquid: Float64Array, height: number, width: number, strength: number): Float64Array {
  const plane = [height, width, 1] as const
  // NumPy's uint8 of a larger float wraps.
  const layer = Uint8Array.from(liquid, (value) => Math.trunc(value * 255) & 255)
  const distance = chamferDistance(cannyEdges(layer, [height, width], [50, 150]), height, width)
  const near = distance.map((value) => Math.min(20, value))
  const spread = equalizeHistogram(truncated(Float32Array.from(blur(near, plane))))
  const lit = rounded(correlate(spread, plane, emboss, 'mirror'))
  const smooth = rounded(blur(lit, plane))
  const product = Float64Array.from(smooth, (value, place) => value * (layer[place] as number))
  const brightest = product.reduce((most, value) => Math.max(most, value), 0)
  // Without a drop the authors divide 0 by 0, and their image is black.
  return brightest === 0 ? product : product.map((value) => (value / brightest) * strength)
}

/** How much of each place mud covers, [height · width] in [0, 1]. */
function cover(
  liquid: Float64Array,
  height: number,
  width: number,
  [, , , threshold, strength]: Spatter,
): Float64Array {
  const marks = liquid.map((value) => (value > threshold ? 1 : 0))
  return gaussianFilter(marks, [height, width, 1], strength).map((value) => (value < leastMud ? 0 : value))
}

/** Drops of water (severities 1 to 3) or mud (4 and 5) on the lens. The draws are a normal layer, [height · width]. */
export const spatter = bySeverity<Spatter, Float32Array>({
  id: 'spatter',
  title: 'Spatter',
  family: 'spatter',
  at64: [
    [0.62, 0.1, 0.7, 0.7, 0.6, 'water'],
    [0.65, 0.1, 0.8, 0.7, 0.6, 'water'],
    [0.65, 0.3, 1, 0.69, 0.6, 'water'],
    [0.65, 0.1, 0.7, 0.68, 0.6, 'mud'],
    [0.65, 0.1, 0.5, 0.67, 0.6, 'mud'],
  ],
  at224: [
    [0.65, 0.3, 4, 0.69, 0.6, 'water'],
    [0.65, 0.3, 3, 0.68, 0.6, 'water'],
    [0.65, 0.3, 2, 0.68, 0.5, 'water'],
    [0.65, 0.3, 1, 0.65, 1.5, 'mud'],
    [0.67, 0.4, 1, 0.65, 1.5, 'mud'],
  ],
  draw: ([mean, deviation], [height, width], random) => normals(height * width, mean, deviation, random),
  render: (constants, pixels, shape, layer) => {
    const [height, width] = shape
    const [, , sigma, threshold, strength, kind] = constants
    const liquid = gaussianFilter(layer, [height, width, 1], sigma).map((value) => (value < threshold ? 0 : value))
    const isWater = kind === 'water'
    const amounts = isWater ? wetness(liquid, height, width, strength) : cover(liquid, height, width, constants)
    return paint(pixels, shape, amounts, isWater)
  },
})

/** Water adds its colour, mud takes the image's place. */
function paint(pixels: Uint8Array, [, , channels]: Shape3, amounts: Float64Array, isWater: boolean): Float64Array {
  const colour = inChannels(isWater ? water : mud, channels)
  const output = new Float64Array(pixels.length)
  for (let i = 0; i < output.length; i++) {
    const amount = amounts[Math.floor(i / channels)] as number
    const value = (pixels[i] as number) / 255
    output[i] = ((isWater ? value : value * (1 - amount)) + amount * (colour[i % channels] as number)) * 255
  }
  return output
}

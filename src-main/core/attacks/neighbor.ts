import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../contract/wire.ts'
import type { Computation } from '../computation.ts'
import type { Noise } from '../methods.ts'
import { choice, number, optionalNumber, toggle, type ValuesOf } from '../params.ts'
import { projectToBall, randomInBall } from './ball.ts'
import { steepestDirection } from './direction.ts'
import { checkPixelSizes } from './pixel-sizes.ts'

/** A length is one of pixels in the infinity norm alone. */
const length = { unit: 'pixels of [0, 1]', pixelsWhere: { param: 'gradientNorm', value: 'infinity' } }

/** The parameters of Neural Structured Learning's `AdvNeighborConfig`, with its defaults. */
export const neighborParams = {
  stepSize: number({
    default: 0.001,
    min: 0,
    max: 1000,
    ...length,
    help: 'Length of one step in the chosen norm.',
  }),
  gradientNorm: choice({
    default: 'l2',
    options: { l2: 'L2', infinity: 'Infinity', l1: 'L1' },
    help: 'Norm of a step: L2 follows the gradient, infinity its sign, L1 moves the most sensitive value only.',
  }),
  iterations: number({ default: 1, min: 1, max: 1000, step: 1, help: 'Gradient steps; each costs a pass.' }),
  epsilon: optionalNumber({
    min: 0,
    max: 1000,
    ...length,
    help: 'Radius of the ball that every step is projected into; none leaves it open. Not with L1.',
  }),
  randomInit: toggle({
    default: false,
    help: 'Start at a random point of the ball of radius epsilon, or of one step where there is none.',
  }),
  clipToRange: toggle({
    default: false,
    help: 'Clip to the pixel range after every step. Off is what NSL does unless told otherwise (NSL parity).',
  }),
  featureMask: choice({
    default: 'none',
    options: { none: 'All pixels', center: 'The center only', border: 'The border only' },
    help: 'Which pixels may change: all of them, the middle half of height and width, or all but that, where the background mostly is.',
  }),
} as const

export type NeighborValues = ValuesOf<typeof neighborParams>

/** Throws `invalid-input` for what NSL refuses (L1 with an epsilon) and for sizes that no pixel has. */
export function checkNeighbor({ gradientNorm, epsilon, stepSize }: NeighborValues): void {
  if (gradientNorm === 'l1' && epsilon !== null) {
    throw new AppError('invalid-input', `An epsilon cannot be used with the L1 norm: got ${epsilon}.`, {
      hint: 'Leave epsilon out, or choose gradientNorm l2 or infinity. NSL has no projection onto the L1 ball either.',
    })
  }
  if (gradientNorm === 'infinity') checkPixelSizes({ stepSize, epsilon })
}

export interface NeighborSource {
  /** [batch, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** d/dx at `images` of the loss, averaged over the batch, where it is already known. */
  readonly cleanGradient?: tf.Tensor4D
  /** d/dx of the loss, averaged over the batch. */
  gradient(images: tf.Tensor4D): Computation<tf.Tensor4D>
  readonly noise: Noise
  /** Multiplies every gradient, in [0, 1], of a shape that broadcasts to the images'. Default: what `featureMask` says. */
  readonly mask?: tf.Tensor
}

/**
 * The adversarial neighbours of `images`, as NSL 1.4 makes them (lib/adversarial_neighbor.py): steps along the steepest
 * direction of the masked gradient, each time projected and clipped, the last one returned. The known clean gradient
 * serves the first step, unless the start is random, which no mask holds back. No gradient flows through the result.
 */
export function* findNeighbors(values: NeighborValues, source: NeighborSource): Computation<tf.Tensor4D> {
  checkNeighbor(values)
  const { stepSize, gradientNorm, iterations, epsilon, randomInit, clipToRange } = values
  const { images } = source
  const place = (perturbation: tf.Tensor4D): tf.Tensor4D => {
    const moved = tf.add<tf.Tensor4D>(images, perturbation)
    return clipToRange ? tf.clipByValue(moved, 0, 1) : moved
  }
  const move = (from: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D =>
    tf.tidy(() => {
      const mask = source.mask ?? maskOf(values.featureMask, images.shape)
      const masked = mask ? tf.mul<tf.Tensor4D>(gradient, mask) : gradient
      const step: tf.Tensor4D = tf.mul(steepestDirection(gradientNorm, masked, { floor: 1e-6 }), stepSize)
      const perturbation: tf.Tensor4D = from === images ? step : tf.add(step, tf.sub(from, images))
      const isProjected = epsilon !== null && gradientNorm !== 'l1'
      return place(isProjected ? projectToBall(gradientNorm, perturbation, epsilon) : perturbation)
    })

  const start = (): tf.Tensor4D =>
    tf.tidy(() => place(randomInBall(gradientNorm, epsilon ?? stepSize, images.shape.slice(1), source.noise)))
  let current = randomInit ? start() : images
  for (let iteration = 0; iteration < iterations; iteration++) {
    const known = current === images ? source.cleanGradient : undefined
    const gradient = known ?? (yield* source.gradient(current))
    const next = move(current, gradient)
    if (gradient !== known) gradient.dispose()
    if (current !== images) current.dispose()
    current = next
  }
  return current
}

/** 1 where pixels may change and 0 elsewhere, [height, width, 1]; null where all may. */
function maskOf(
  kind: NeighborValues['featureMask'],
  shape: readonly [number, number, number, number],
): tf.Tensor | null {
  if (kind === 'none') return null
  const [, height, width] = shape
  const isInner = (at: number, size: number): boolean => at >= Math.floor(size / 4) && at < size - Math.floor(size / 4)
  const values = Float32Array.from({ length: height * width }, (_, i) => {
    const isCenter = isInner(Math.floor(i / width), height) && isInner(i % width, width)
    return isCenter === (kind === 'center') ? 1 : 0
  })
  return tf.tensor3d(values, [height, width, 1])
}

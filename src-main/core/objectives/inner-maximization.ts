import * as tf from '@tensorflow/tfjs-core'
import { randomInBall, standardNormal } from '../attacks/ball.ts'
import { steepestDirection } from '../attacks/direction.ts'
import { checkPixelSizes } from '../attacks/pixel-sizes.ts'
import { clipToCube, placeInBall } from '../attacks/place.ts'
import type { ObjectiveContext } from '../methods.ts'
import { choice, number, type ValuesOf } from '../params.ts'

interface BallDefaults {
  readonly epsilon: number
  readonly stepSize: number
  readonly steps: number
}

/** A length is one of pixels in the infinity norm alone. */
const length = { unit: 'pixels of [0, 1]', pixelsWhere: { param: 'norm', value: 'infinity' } }

/** The parameters of a search for adversarial images in a ball, with the defaults of its paper. */
export const ballParams = ({ epsilon, stepSize, steps }: BallDefaults) => ({
  norm: choice({
    default: 'infinity',
    options: { infinity: 'Infinity', l2: 'L2' },
    help: 'Norm of the ball and of a step: infinity follows the sign of the gradient, L2 the gradient.',
  }),
  epsilon: number({ ...{ default: epsilon, min: 0, max: 1000 }, ...length, help: 'Radius of the ball.' }),
  stepSize: number({ ...{ default: stepSize, min: 0, max: 1000 }, ...length, help: 'Length of one step.' }),
  steps: number({
    default: steps,
    min: 1,
    max: 1000,
    step: 1,
    help: 'Gradient steps; each costs a pass there and back.',
  }),
})

type BallValues = ValuesOf<ReturnType<typeof ballParams>>

/** Throws `invalid-input` for sizes that no pixel has. */
export function checkBall({ norm, epsilon, stepSize }: Pick<BallValues, 'norm' | 'epsilon' | 'stepSize'>): void {
  if (norm === 'infinity') checkPixelSizes({ epsilon, stepSize })
}

/** A random point of the ball around each image, clipped to the pixel range. */
export function randomStart(
  { norm, epsilon }: Pick<BallValues, 'norm' | 'epsilon'>,
  { images, noise }: Pick<ObjectiveContext, 'images' | 'noise'>,
): tf.Tensor4D {
  return tf.tidy(() => tf.clipByValue(tf.add(images, randomInBall(norm, epsilon, images.shape.slice(1), noise)), 0, 1))
}

/** Where TRADES and MART start: next to each image, x + 0.001 · N(0, 1), not clipped. */
export function startNearby({ images, noise }: Pick<ObjectiveContext, 'images' | 'noise'>): tf.Tensor4D {
  return tf.tidy(() => tf.add(images, tf.mul(standardNormal(images.shape.slice(1), noise), 0.001)))
}

/** Brings a point into the ball around its image, then into the pixel range. */
export function backToBall(
  { norm, epsilon }: Pick<BallValues, 'norm' | 'epsilon'>,
  images: tf.Tensor4D,
): (at: tf.Tensor4D) => tf.Tensor4D {
  return norm === 'l2'
    ? (at) => placeInBall('l2', images, tf.sub(at, images), epsilon)
    : (at) => clipToCube(at, images, epsilon)
}

export interface Climb extends Pick<BallValues, 'norm' | 'stepSize' | 'steps'> {
  /** Where it begins, as it is: [batch, height, width, channels]. */
  readonly start: tf.Tensor4D
  /** Brings a point back to where it may be, after every step. */
  place(at: tf.Tensor4D): tf.Tensor4D
  /** d/dx of what is climbed. */
  gradient(at: tf.Tensor4D): tf.Tensor4D
  /** Where a step (0 first) goes, to be multiplied by its length. Default: the steepest direction of the norm. */
  direction?(gradient: tf.Tensor4D, step: number): tf.Tensor4D
}

/** The steepest direction of a norm, with the floor of the authors of the robustness library. */
export function unitStep(norm: BallValues['norm'], gradient: tf.Tensor4D): tf.Tensor4D {
  return steepestDirection(norm, gradient, { floor: 1e-10 })
}

/** `steps` times along the sign of the gradient, or along the gradient of length `stepSize`; the last point. */
export function climb({ norm, stepSize, steps, start, place, gradient, direction }: Climb): tf.Tensor4D {
  let current = start
  for (let step = 0; step < steps; step++) {
    const slope = gradient(current)
    const from = current
    current = tf.tidy(() => {
      const unit = direction ? direction(slope, step) : unitStep(norm, slope)
      return place(tf.add(from, tf.mul(unit, stepSize)))
    })
  }
  return current
}

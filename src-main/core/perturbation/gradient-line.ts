import * as tf from '@tensorflow/tfjs-core'
import { steepestDirection, type Norm } from '../attacks/direction.ts'
import { perImage } from '../attacks/rows.ts'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'

/** Images on the line, and whether the gradient has a direction at all. The tensor belongs to the caller. */
export interface GradientLine {
  /** [epsilons, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** Whether every value of the gradient is 0 or not finite: all images are the same then. */
  readonly isFlat: boolean
}

/**
 * One image moved by each epsilon, which may be negative, along the unit vector of a norm along which its loss grows
 * fastest: ε · sign(∇loss) for L∞, as in Goodfellow et al. 2015, figure 4, https://arxiv.org/abs/1412.6572, but clipped
 * to the pixel range, so that what lies at +ε is the image of FGSM.
 */
export function* alongGradient(
  norm: Norm,
  epsilons: readonly number[],
  { images, gradientOfLoss }: AttackContext,
): Computation<GradientLine> {
  const gradient = yield* gradientOfLoss(images)
  const direction = tf.tidy(() => steepestDirection(norm, gradient, { floor: 1e-12 }))
  const isFlat = direction.dataSync<'float32'>().every((value) => value === 0)
  const moved = tf.tidy(() => tf.clipByValue(tf.add<tf.Tensor4D>(images, tf.mul(direction, perImage(epsilons))), 0, 1))
  return { images: moved, isFlat }
}

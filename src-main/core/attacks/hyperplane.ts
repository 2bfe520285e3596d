import * as tf from '@tensorflow/tfjs-core'
import { imageAxes } from './direction.ts'
import type { BallNorm } from './radius-param.ts'

/** For each image the points x with normal · x = offset: [images, height, width, channels] and [images, 1, 1, 1]. */
export interface Hyperplane {
  readonly normal: tf.Tensor4D
  readonly offset: tf.Tensor4D
}

/** More than any image was seen to need. */
const mostRounds = 40
/** Of what is to be crossed: float32 sums are no better. */
const closeEnough = 1e-6

/**
 * The shortest changes in a norm that bring points of [0, 1] onto hyperplanes without leaving [0, 1]; where none does,
 * the one that comes closest. [images, height, width, channels].
 *
 * Every value moves by min(λ · rate, room) along the normal, with one λ an image: rate is 1 for L∞ and the normal's
 * magnitude for L2. What that crosses is concave and piecewise linear in λ, so Newton's method from λ = 0 ends exactly
 * after a few rounds. Croce and Hein 2020, "Minimally distorted adversarial examples with a fast adaptive boundary
 * attack", section 2.2, where the breakpoints are sorted instead.
 */
export function towardsHyperplane(norm: BallNorm, points: tf.Tensor4D, { normal, offset }: Hyperplane): tf.Tensor4D {
  return tf.tidy(() => {
    const distance = tf.sub(tf.sum(tf.mul(normal, points), imageAxes, true), offset)
    const wanted = tf.abs(distance)
    const direction = tf.mul(tf.sign(normal), tf.where(tf.greaterEqual(distance, 0), -1, 1))
    const room = tf.where(tf.greater(direction, 0), tf.sub(1, points), points)
    const weight = tf.abs(normal)
    const rate = norm === 'infinity' ? tf.sign(weight) : weight
    const crossed = (moved: tf.Tensor): tf.Tensor => tf.sum(tf.mul(weight, moved), imageAxes, true)

    let scale = tf.zerosLike(wanted)
    for (let round = 0; round < mostRounds; round++) {
      const before = scale
      const step = tf.tidy(() => {
        const reach = tf.mul(rate, before)
        const missing = tf.relu(tf.sub(wanted, crossed(tf.minimum(reach, room))))
        const slope = crossed(tf.mul(rate, tf.cast(tf.less(reach, room), 'float32')))
        const isOpen = tf.logicalAnd(tf.greater(missing, tf.mul(wanted, closeEnough)), tf.greater(slope, 0))
        const growth = tf.where(isOpen, tf.div(missing, tf.maximum(slope, 1e-38)), 0)
        return { scale: tf.add(before, growth), isOpen: tf.any(isOpen) }
      })
      scale = step.scale
      before.dispose()
      if (step.isOpen.dataSync()[0] === 0) break
    }
    const isOutOfReach = tf.less(crossed(room), wanted)
    const moved = tf.where(isOutOfReach, tf.mul(room, tf.sign(weight)), tf.minimum(tf.mul(rate, scale), room))
    return tf.mul(direction, moved) as tf.Tensor4D
  })
}

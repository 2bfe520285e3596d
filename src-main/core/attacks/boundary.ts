import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'
import { lengthOf } from './ball.ts'
import { targetedMargin } from './losses.ts'
import type { BallNorm } from './radius-param.ts'

/** The model's decision between the label and another class, in its linear approximation. Tensors are the caller's. */
export interface LinearBoundary {
  /** d(z_other − z_label)/dx, [images, height, width, channels]. */
  readonly gradient: tf.Tensor4D
  /** z_other − z_label, [images, 1, 1, 1]. */
  readonly difference: tf.Tensor4D
}

export type Linearize = (context: AttackContext, images: tf.Tensor4D) => Computation<LinearBoundary>

/** The boundary towards one class for each image. */
export function towards(targets: tf.Tensor1D): Linearize {
  return function* (context, images) {
    const pass = yield* context.pass(targetedMargin, { images, labels: context.labels, targets })
    const difference = tf.reshape(pass.losses, [-1, 1, 1, 1]) as tf.Tensor4D
    tf.dispose([pass.losses, pass.logits])
    return { gradient: pass.gradient, difference }
  }
}

/** Of the boundaries towards several classes the nearest in a norm, for each image: one pass a class. */
export function towardsNearest(norm: BallNorm, classes: readonly tf.Tensor1D[]): Linearize {
  const [first, ...others] = classes.map(towards) as [Linearize, ...Linearize[]]
  return function* (context, images) {
    let nearest = yield* first(context, images)
    for (const linearize of others) {
      const [before, other] = [nearest, yield* linearize(context, images)]
      nearest = tf.tidy(() => {
        const isNearer = tf.less(distanceTo(norm, other), distanceTo(norm, before))
        return {
          gradient: tf.where(isNearer, other.gradient, before.gradient),
          difference: tf.where(isNearer, other.difference, before.difference),
        }
      })
      tf.dispose([before.gradient, before.difference, other.gradient, other.difference])
    }
    return nearest
  }
}

/** |z_other − z_label| by the length of the gradient in the dual norm, [images, 1, 1, 1]. */
function distanceTo(norm: BallNorm, { gradient, difference }: LinearBoundary): tf.Tensor4D {
  return tf.div(tf.abs(difference), tf.add(lengthOf(norm === 'infinity' ? 'l1' : 'l2', gradient), 1e-12))
}

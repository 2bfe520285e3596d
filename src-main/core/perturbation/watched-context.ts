import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'

/** Where the gradient of the loss at an image itself is kept, row-major of the image's shape. */
export interface GradientStore {
  read(): Float32Array | undefined
  write(gradient: Float32Array): void
}

/**
 * The context of one image whose own gradient is computed once: an attack that asks for it where it stands gets what is
 * held, without a pass. Of a whole batch too, as long as it is the same one.
 */
export function withHeldGradient(context: AttackContext, store: GradientStore): AttackContext {
  const { images } = context
  function* ofImages(): Computation<tf.Tensor4D> {
    const held = store.read()
    if (held) return tf.tensor4d(held, images.shape)
    const gradient = yield* context.gradientOfLoss(images)
    store.write(Float32Array.from(gradient.dataSync<'float32'>()))
    return gradient
  }
  return {
    ...context,
    gradientOfLoss: (at, labels) =>
      at.dataId === images.dataId && labels === undefined ? ofImages() : context.gradientOfLoss(at, labels),
  }
}

/** The same context; `onGradient` is told the images at which an attack asks for a gradient, before it gets it. */
export function watchGradients(context: AttackContext, onGradient: (images: tf.Tensor4D) => void): AttackContext {
  return {
    ...context,
    gradientOfLoss(at, labels) {
      onGradient(at)
      return context.gradientOfLoss(at, labels)
    },
    pass(loss, at) {
      onGradient(at.images)
      return context.pass(loss, at)
    },
  }
}

import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { SaliencyContext } from '../methods.ts'
import { number } from '../params.ts'
import { repeatRows, sumOverVariants, sumRows } from './passes.ts'

export const noiseParams = {
  samples: number({ default: 16, min: 1, max: 1000, step: 1, help: 'Noisy copies of the image; one gradient each.' }),
  noise: number({
    default: 0.2,
    min: 0,
    max: 1,
    unit: 'share of the range of pixel values',
    help: "Standard deviation of the noise, as a share of the image's largest less its smallest value. The paper finds 0.1 to 0.2 best; tf-keras-vis takes 0.2.",
  }),
}

/**
 * Means over gradients at noisy copies of every image, one for each of `terms` of a gradient [copies, height, width,
 * channels]. The noise is normal, its deviation that share of the image's own range; noisy images are not clipped.
 */
export function* noisyGradientMeans(
  context: SaliencyContext,
  { samples, noise }: { readonly samples: number; readonly noise: number },
  terms: readonly ((gradient: tf.Tensor4D) => tf.Tensor4D)[],
): Computation<tf.Tensor4D[]> {
  const { images, normal, gradientOfScore } = context
  const deviation = tf.tidy(() =>
    tf.mul(tf.sub(tf.max(images, [1, 2, 3], true), tf.min(images, [1, 2, 3], true)), noise),
  )
  const sums = yield* sumOverVariants(context, samples, function* (first, n) {
    const noisy = tf.tidy(() => {
      const draws = Array.from({ length: n }, (_, i) => tf.mul(normal(images.shape.slice(1), first + i), deviation))
      const byImage = tf.reshape(tf.stack(draws, 1), [images.shape[0] * n, ...images.shape.slice(1)])
      return tf.add(repeatRows(images, n), byImage) as tf.Tensor4D
    })
    const gradient = yield* gradientOfScore(noisy)
    const found = terms.map((term) => tf.tidy(() => sumRows(term(gradient), n)))
    tf.dispose([noisy, gradient])
    return found
  })
  return tf.tidy(() => sums.map((sum) => tf.div(sum, samples) as tf.Tensor4D))
}

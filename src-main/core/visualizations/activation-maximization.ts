import * as tf from '@tensorflow/tfjs-core'
import { defineVisualization } from '../methods.ts'
import { choice, number } from '../params.ts'
import { penaltyOf } from './regularizers.ts'

/** Those of keras-vis: of its gradients' scale, of RMSProp, and of the first image about gray. */
const epsilon = 1e-7
const decay = 0.95
const firstDeviation = 0.05 * 255

/**
 * Gradient ascent on the image: from noise about gray, RMSProp on the loss −activation + penalties, the gradient scaled to
 * a root mean square of 1, as visualize_activation of keras-vis 0.5 does on values in [0, 255]. The image of the least loss
 * is taken after its step. With `jitter` the image is shifted, going round, by up to that share of its sides before each step
 * and stays shifted. `range=standardized` is keras-vis's: values are free, and the last image is set to a mean of 0.5 and a
 * deviation of 0.1; by default values stay in [0, 255].
 */
export const activationMaximization = defineVisualization({
  id: 'activation-maximization',
  title: 'Activation maximisation',
  source:
    'Erhan et al. 2009; Simonyan et al. 2013, section 2, https://arxiv.org/abs/1312.6034; Mahendran & Vedaldi 2015, https://arxiv.org/abs/1512.02017; keras-vis 0.5',
  params: {
    iterations: number({ default: 200, min: 1, max: 5000, step: 1, help: 'Steps; one pass forward and back each.' }),
    norm: number({ default: 10, min: 0, max: 10_000, help: 'Weight of the L-p norm, which keeps values small.' }),
    exponent: number({ default: 6, min: 1, max: 16, help: 'The p of the L-p norm.' }),
    variation: number({
      default: 10,
      min: 0,
      max: 10_000,
      help: 'Weight of the total variation, which keeps neighbours alike.',
    }),
    jitter: number({
      default: 0.05,
      min: 0,
      max: 0.5,
      help: 'Share of the sides by which the image is shifted at most before each step; makes it crisper. keras-vis has none unless asked.',
    }),
    range: choice({
      default: 'pixels',
      options: { pixels: 'Valid pixels throughout', standardized: 'Free, then standardized, as keras-vis' },
      help: 'Where values may lie. What is free while it is made is no image: its activation is told for what is shown.',
    }),
  },
  // One more for the activation of what is shown.
  passes: ({ iterations }) => iterations + 1,
  *visualize({ iterations, jitter, range, ...weights }, { inputShape, noise, random, pass }) {
    const [height, width] = inputShape
    const shift = (side: number): number => {
      const most = Math.trunc(side * jitter)
      return most === 0 ? 0 : random.integer(2 * most + 1) - most
    }
    let image = tf.tidy(() => standardized(noise([...inputShape], 0) as tf.Tensor4D, 127.5, firstDeviation))
    let cache = tf.zerosLike(image)
    let best: tf.Tensor4D | null = null
    let leastLoss = Infinity
    for (let step = 0; step < iterations; step++) {
      const shifted = tf.tidy(() => roll(roll(image, 1, shift(height)), 2, shift(width)))
      const pixels = tf.div(shifted, 255) as tf.Tensor4D
      const { activation, gradient } = yield* pass(pixels)
      const { next, squares, loss } = tf.tidy(() => {
        const penalty = penaltyOf(shifted, weights)
        // By values in [0, 255].
        const raw = tf.sub(penalty.gradient, tf.div(gradient, 255))
        const scaled = tf.div(raw, tf.add(tf.sqrt(tf.mean(tf.square(raw))), epsilon))
        const mean = tf.add(tf.mul(cache, decay), tf.mul(tf.square(scaled), 1 - decay)) as tf.Tensor4D
        const moved = tf.sub(shifted, tf.div(scaled, tf.sqrt(tf.add(mean, epsilon)))) as tf.Tensor4D
        const next = range === 'pixels' ? tf.clipByValue(moved, 0, 255) : moved
        return { next, squares: mean, loss: tf.sub(penalty.value, activation) }
      })
      const value = loss.dataSync<'float32'>()[0] ?? Number.NaN
      tf.dispose([image, cache, shifted, pixels, activation, gradient, loss])
      image = next
      cache = squares
      if (value < leastLoss || best === null) {
        leastLoss = value
        best?.dispose()
        best = tf.clone(image)
      }
    }
    const found = best ?? image
    const shown = tf.tidy(() => {
      if (range === 'pixels') return tf.div(found, 255) as tf.Tensor4D
      return tf.clipByValue(standardized(found, 0.5, 0.1), 0, 1)
    })
    const { activation } = yield* pass(shown)
    return { image: tf.squeeze(shown, [0]), activation }
  },
})

/** The values with this mean and deviation. */
function standardized(image: tf.Tensor4D, mean: number, deviation: number): tf.Tensor4D {
  const centred = tf.sub(image, tf.mean(image))
  const spread = tf.sqrt(tf.mean(tf.square(centred)))
  return tf.add(tf.mul(tf.div(centred, tf.add(spread, epsilon)), deviation), mean)
}

/** Moved along an axis; what leaves at one end comes in at the other. */
function roll(image: tf.Tensor4D, axis: 1 | 2, places: number): tf.Tensor4D {
  const length = image.shape[axis]
  const cut = (((length - places) % length) + length) % length
  if (cut === 0) return image
  const [before, after] = tf.split(image, [cut, length - cut], axis) as [tf.Tensor4D, tf.Tensor4D]
  return tf.concat([after, before], axis)
}

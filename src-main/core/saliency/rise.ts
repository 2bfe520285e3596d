import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice, number } from '../params.ts'
import { scoresOfVariants } from './passes.ts'
import { drawMasks } from './random-masks.ts'

const masksAtOnce = 64

/** What scores may differ by, as a share of their size, and still be the same: a few roundings of float32. */
const rounding = 1e-6

/**
 * The mean of random masks, each weighted by the score of the image under it, over the masks' expectation, equation 6. Masks
 * are coarse grids of zeros and ones, enlarged bilinearly and shifted (section 3.2), the same for all images and models. The
 * paper's score is the probability; of the logit, which has no zero of its own, the mean over all masks is taken off first.
 * Where every mask scores the same, but for rounding, no place matters: the map is zero, not a picture of the masks.
 */
export const rise = defineSaliency({
  id: 'rise',
  title: 'RISE',
  group: 'Perturbation',
  source: 'Petsiuk, Das & Saenko 2018, section 3, https://arxiv.org/abs/1806.07421',
  params: {
    masks: number({
      default: 1000,
      min: 2,
      max: 20_000,
      step: 1,
      help: 'Random masks; one pass forward each. The paper takes 4,000 and more.',
    }),
    cells: number({ default: 7, min: 1, max: 64, step: 1, help: 'Cells of the grid along each side of the image.' }),
    keep: number({ default: 0.5, min: 0.01, max: 0.99, help: 'Probability that a cell is shown.' }),
    score: choice({
      default: 'logit',
      options: { logit: 'Logit, less its mean over the masks', probability: 'Probability, as in the paper' },
      help: 'What a mask is weighted by.',
    }),
  },
  *explain({ masks: count, cells, keep, score }, context) {
    const { images } = context
    const [batch, height, width, channels] = images.shape
    const draw = (first: number, n: number): tf.Tensor2D =>
      tf.tensor2d(drawMasks([height, width], { cells, keep, first, count: n }), [n, height * width])
    const scores = yield* scoresOfVariants(
      context,
      count,
      (first, n) => {
        const masks = tf.reshape(draw(first, n), [1, n, height, width, 1])
        return tf.reshape(tf.mul(tf.expandDims(images, 1), masks), [batch * n, height, width, channels])
      },
      score,
    )
    const weights = tf.tidy(() => {
      const [most, least] = [tf.max(scores, 1, true), tf.min(scores, 1, true)]
      const doDiffer = tf.greater(tf.sub(most, least), tf.mul(tf.maximum(tf.abs(most), tf.abs(least)), rounding))
      const own = score === 'logit' ? tf.sub(scores, tf.mean(scores, 1, true)) : scores
      return tf.mul(own, tf.cast(doDiffer, 'float32'))
    })
    let sums = tf.zeros([batch, height * width])
    for (let first = 0; first < count; first += masksAtOnce) {
      const n = Math.min(masksAtOnce, count - first)
      const before = sums
      // Drawn again: of 224 × 224 pixels, a thousand masks are 200 MB.
      sums = tf.tidy(() =>
        tf.add(before, tf.matMul(tf.slice(weights, [0, first], [batch, n]) as tf.Tensor2D, draw(first, n))),
      )
      before.dispose()
    }
    return {
      maps: tf.tidy(() => tf.reshape(tf.div(sums, count * keep), [batch, height, width])),
      figures: {},
    }
  },
})

import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { choice, number } from '../params.ts'
import { baselineOf, baselineParam } from './baselines.ts'
import { channelsParam, joinChannels } from './channels.ts'
import { integrationPoints, integrationRules } from './integration-points.ts'
import { repeatRows, scoresOfVariants, sumOverVariants, sumRows } from './passes.ts'

/**
 * (image − baseline) times the mean gradient on the straight way from baseline to image, equation 1, by a sum of
 * `integrationPoints`. Of the logit; the authors' code takes the probability. Figures: `sum` over all values, and
 * `difference`, the score of the image less that of the baseline, which the sum should be (completeness, proposition 1).
 */
export const integratedGradients = defineSaliency({
  id: 'integrated-gradients',
  title: 'Integrated gradients',
  group: 'Gradients',
  source: 'Sundararajan, Taly & Yan 2017, section 3, https://arxiv.org/abs/1703.01365',
  params: {
    baseline: baselineParam,
    steps: number({ default: 50, min: 2, max: 1000, step: 1, help: 'Parts of the way; one gradient each.' }),
    rule: choice({
      default: 'trapezoid',
      options: integrationRules,
      help: "How the gradients along the way become their mean. The authors' code takes the trapezoid rule.",
    }),
    channels: channelsParam('sum'),
  },
  *explain({ baseline, steps, rule, channels }, context) {
    const { images, gradientOfScore } = context
    const from = baselineOf(baseline, context)
    const way = tf.sub(images, from) as tf.Tensor4D
    const points = integrationPoints(rule, steps)
    const [mean] = yield* sumOverVariants(context, points.length, function* (first, n) {
      const taken = points.slice(first, first + n)
      const column = (values: readonly number[]): tf.Tensor4D =>
        tf.tile(tf.tensor4d(Float32Array.from(values), [n, 1, 1, 1]), [images.shape[0], 1, 1, 1])
      const between = tf.tidy(() =>
        tf.add(repeatRows(from, n), tf.mul(repeatRows(way, n), column(taken.map(({ at }) => at)))),
      ) as tf.Tensor4D
      const gradient = yield* gradientOfScore(between)
      const sum = tf.tidy(() => {
        const weighted = tf.mul(gradient, column(taken.map(({ weight }) => weight))) as tf.Tensor4D
        return sumRows(weighted, n)
      })
      tf.dispose([between, gradient])
      return [sum]
    })
    const ends = yield* scoresOfVariants(context, 2, (first, n) => {
      const [batch, height, width, colors] = images.shape
      return tf.reshape(tf.stack([images, from].slice(first, first + n), 1), [batch * n, height, width, colors])
    })
    return tf.tidy(() => {
      const parts = tf.mul(way, mean as tf.Tensor4D) as tf.Tensor4D
      const [ofImage, ofBaseline] = tf.unstack(ends, 1) as [tf.Tensor1D, tf.Tensor1D]
      return {
        maps: joinChannels(channels, parts),
        figures: { sum: tf.sum(parts, [1, 2, 3]), difference: tf.sub(ofImage, ofBaseline) },
      }
    })
  },
  note(_values, _network, { sum = Number.NaN, difference = Number.NaN }) {
    const error = sum - difference
    const share = difference === 0 ? '' : `, ${percent(error / difference)} of the difference`
    return `Completeness error ${short(error)}${share}: all values add up to ${short(sum)}, and the score differs from the baseline's by ${short(difference)}.`
  },
})

const short = (value: number): string => String(Number(value.toPrecision(3)))
const percent = (share: number): string => `${short(100 * Math.abs(share))} %`

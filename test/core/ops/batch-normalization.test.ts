import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchNormalization, type MovingVarianceRule } from '../../../src-main/core/ops/batch-normalization.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

/** New moving mean and variance of the numbers 1 … 8, from a moving mean of 3 and a moving variance of 2. */
function moved(momentum: number, movingVariance: MovingVarianceRule): number[] {
  return tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1])
    const [gamma, beta] = [tf.tensor1d([1]), tf.tensor1d([0])]
    const result = batchNormalization(
      { x, gamma, beta, movingMean: tf.tensor1d([3]), movingVariance: tf.tensor1d([2]) },
      { epsilon: 1e-3, momentum, movingVariance },
    )
    return [result.movingMean, result.movingVariance].map((t) => t.dataSync()[0] as number)
  })
}

// Mean 4.5, biased variance 5.25, with Bessel's correction 6.
function rules(): void {
  it("takes the batch variance with Bessel's correction by Keras 2's rule", () => {
    const [mean, variance] = moved(0.9, 'unbiased')
    expect(mean).toBeCloseTo(0.9 * 3 + 0.1 * 4.5, 6)
    expect(variance).toBeCloseTo(0.9 * 2 + 0.1 * 6, 6)
  })
  it("takes the biased batch variance by Keras 3's rule", () => {
    expect(moved(0.9, 'biased')[1]).toBeCloseTo(0.9 * 2 + 0.1 * 5.25, 6)
    expect(moved(0.999, 'biased')[1]).toBeCloseTo(0.999 * 2 + 0.001 * 5.25, 6)
  })
  it('forgets the old statistics at momentum 0', () => {
    expect(moved(0, 'unbiased').map((v) => Math.round(v * 1e5) / 1e5)).toEqual([4.5, 6])
  })
}

describe('moving statistics on the JavaScript backend', () => {
  beforeAll(useJavaScript)
  rules()
})

tellSkipped('moving statistics on TensorFlow')
describe.skipIf(!hasTensorflow)('moving statistics on TensorFlow', () => {
  beforeAll(useTensorflow)
  rules()
})

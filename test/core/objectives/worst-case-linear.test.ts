import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { requireObjectiveFits } from '../../../src-main/core/objectives/require-fit.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const epsilon = 0.05
const shape = [2, 2, 1] as const
const network = networkOf(parseMethod('logistic-regression'), { shape, classes: 2 })
/** [4, 2] row-major, and a bias; the third weight is zero, and stays where it is. */
const kernel = [0.2, 1, 0.3, 0, 0, 0, 0.9, -0.3]
const bias = [0.05, 0.15]
const images = [0.3, 0.6, 0.5, 0.4, 0.7, 0.4, 0.6, 0.5, 0.5, 0.5, 0.4, 0.6]
const labels = [1, 0, 1]

function stepOf(objective: string) {
  const { method, values } = findMethod('objectives', parseMethod(objective))
  return tf.tidy(() => {
    const trainable = [tf.tensor2d(kernel, [4, 2]), tf.tensor1d(bias)]
    const result = method.step(values, {
      images: tf.tensor4d(images, [3, ...shape]),
      labels: tf.tensor1d(labels, 'int32'),
      trainable,
      statistics: [],
      noise: (size, stream) => uniform([3, ...size], tf.tensor1d([1, stream], 'int32')),
      forward: (at, statistics, { training, trainable: weights = trainable }) =>
        forward(network, { weights, statistics }, at, { training }),
    })
    return {
      loss: result.loss.dataSync()[0] as number,
      gradients: result.gradients.flatMap((gradient) => [...gradient.dataSync()]),
      parts: Object.fromEntries(Object.entries(result.parts).map(([name, part]) => [name, part.dataSync()[0]])),
      accuracy: result.accuracy?.dataSync()[0],
    }
  })
}

describe('the exact worst case of logistic regression', () => {
  beforeAll(useJavaScript)

  it('is the mean of softplus(ε‖w‖₁ − y(w·x + b))', () => {
    const w = [0, 1, 2, 3].map((i) => (kernel[2 * i + 1] as number) - (kernel[2 * i] as number))
    const norm = w.reduce((sum, weight) => sum + Math.abs(weight), 0)
    const losses = labels.map((label, image) => {
      const value = w.reduce((sum, weight, i) => sum + weight * (images[4 * image + i] as number), 0.1)
      return Math.log1p(Math.exp(epsilon * norm - (label === 1 ? 1 : -1) * value))
    })
    const { loss, parts } = stepOf(`worst-case-linear:epsilon=${epsilon}`)
    expect(loss).toBeCloseTo(losses.reduce((sum, each) => sum + each, 0) / 3, 6)
    expect(parts['adversarial-loss']).toBe(loss)
    expect(parts['label-loss']).toBeLessThan(loss)
  })

  it('has value and gradient of training on FGSM without clipping alone, which is exact for a linear model', () => {
    const exact = stepOf(`worst-case-linear:epsilon=${epsilon}`)
    const attacked = stepOf(`adversarial-mixture:alpha=0,epsilon=${epsilon}`)
    expect(exact.loss).toBeCloseTo(attacked.loss, 6)
    expect(exact.gradients).toHaveLength(10)
    exact.gradients.forEach((gradient, i) => expect(gradient).toBeCloseTo(attacked.gradients[i] as number, 6))
    expect(exact.parts['adversarial-batch-accuracy']).toBe(attacked.parts['adversarial-batch-accuracy'])
    expect(exact.accuracy).toBe(attacked.accuracy)
  })

  it('is refused for every other network, in a sentence', () => {
    const objective = parseMethod('worst-case-linear')
    expect(() => requireObjectiveFits(objective, network)).not.toThrow()
    for (const [architecture, classes] of [
      ['logistic-regression', 3],
      ['small-cnn', 2],
    ] as const) {
      const other = networkOf(parseMethod(architecture), { shape: [16, 16, 1], classes })
      expect(() => requireObjectiveFits(objective, other)).toThrow(
        expect.objectContaining({
          code: 'invalid-input',
          message: expect.stringContaining('one linear layer and two classes'),
        }),
      )
    }
  })
})

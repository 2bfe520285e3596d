import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  crossEntropy,
  differenceOfLogitsRatio,
  margin,
  targetedCrossEntropy,
  targetedDifferenceOfLogitsRatio,
  targetedMargin,
} from '../../../src-main/core/attacks/losses.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const losses = {
  ...{ crossEntropy, targetedCrossEntropy, margin, targetedMargin },
  ...{ differenceOfLogitsRatio, targetedDifferenceOfLogitsRatio },
}
const logits = [
  [3, 1, 2, -1],
  [0.5, 2.5, -2, 1],
  [1, 4, 2, 3],
]
const [labels, targets] = [
  [0, 0, 2],
  [2, 1, 3],
]
const tensors = () => [tf.tensor2d(logits), tf.tensor1d(labels, 'int32'), tf.tensor1d(targets, 'int32')] as const

describe('losses of attacks', () => {
  beforeAll(useJavaScript)

  it.each([
    ['margin', [-1, 2, 2]],
    ['targetedMargin', [-1, 2, 1]],
    // −(3 − 2) / (3 − 1); the label ranks third in the other two.
    ['differenceOfLogitsRatio', [-0.5, 1, 1]],
    // −(3 − 2) / (3 − 0), −(0.5 − 2.5) / (2.5 + 0.75), −(2 − 3) / (4 − 1.5)
    ['targetedDifferenceOfLogitsRatio', [-1 / 3, 2 / 3.25, 1 / 2.5]],
  ] as const)('%s has the value of its formula', (name, expected) => {
    losses[name](...tensors())
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 6))
  })

  it.each(Object.keys(losses) as (keyof typeof losses)[])('%s has the gradient of its differences', (name) => {
    const [z, y, t] = tensors()
    const sum = (at: tf.Tensor): tf.Scalar => tf.sum(losses[name](at as tf.Tensor2D, y, t)) as tf.Scalar
    const gradient = tf.grad(sum)(z).dataSync()
    const step = 1e-2
    logits.flat().forEach((_, i) => {
      const shifted = (by: number): number => {
        const moved = logits.flat()
        moved[i] = (moved[i] as number) + by
        return sum(tf.tensor2d(moved, [3, 4])).dataSync()[0] as number
      }
      expect(gradient[i]).toBeCloseTo((shifted(step) - shifted(-step)) / (2 * step), 2)
    })
  })

  it('the ratio has no gradient at all where the label ranks third', () => {
    const [z, y, t] = tensors()
    const gradient = tf
      .grad((at) => tf.sum(differenceOfLogitsRatio(at as tf.Tensor2D, y, t)))(z)
      .dataSync()
    expect(gradient.slice(4, 12).every((value) => value === 0)).toBe(true)
  })
})

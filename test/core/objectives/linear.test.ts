import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findMethod } from '../../../src-main/core/catalog.ts'
import type { ForwardResult } from '../../../src-main/core/methods.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const weights = [0.8, -0.3, 0.5, -1.2]
const bias = 0.1
const images = [
  [0.3, 0.6, 0.5, 0.4],
  [0.7, 0.4, 0.6, 0.5],
  [0.5, 0.5, 0.4, 0.6],
]
const labels = [1, 0, 1]
const epsilon = 0.05

/** Logistic regression as two classes: logits 0 and w · x + b. */
function logistic(x: tf.Tensor4D, kernel: tf.Tensor): ForwardResult {
  const score = tf.add(tf.matMul(tf.reshape(x, [-1, 4]), tf.reshape(kernel, [4, 1])), bias)
  return { logits: tf.concat([tf.zerosLike(score), score], 1) as tf.Tensor2D, statistics: [] }
}

const softplus = (value: number): number => Math.log1p(Math.exp(value))
const scoreOf = (image: readonly number[]): number =>
  image.reduce((sum, value, i) => sum + value * (weights[i] as number), bias)

/** Mean of softplus(ε ‖w‖₁ − y (w · x + b)), y = ±1: Goodfellow et al. 2015, section 5, the loss of the worst perturbation. */
function worstLoss(radius: number): number {
  const length = weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
  const losses = images.map((image, i) => softplus(radius * length - (labels[i] === 1 ? 1 : -1) * scoreOf(image)))
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

function stepOf(id: string, params: Record<string, number | string | boolean>) {
  const { method, values: chosen } = findMethod('objectives', { id, params })
  return tf.tidy(() => {
    const kernel = tf.tensor1d(weights)
    const { loss, parts } = method.step(chosen, {
      images: tf.tensor4d(images.flat(), [3, 2, 2, 1]),
      labels: tf.tensor1d(labels, 'int32'),
      trainable: [kernel],
      statistics: [],
      noise: (shape, stream) => uniform([3, ...shape], tf.tensor1d([1, stream], 'int32')),
      forward: (at, _statistics, { trainable }) => logistic(at, trainable?.[0] ?? kernel),
    })
    const values = Object.entries(parts).map(([name, part]) => [name, part.dataSync()[0] as number] as const)
    return { loss: loss.dataSync()[0] as number, parts: Object.fromEntries(values) }
  })
}

describe('on logistic regression, where the worst perturbation is known', () => {
  beforeAll(useJavaScript)

  it.each([
    ['adversarial-mixture', { alpha: 0 }],
    ['adversarial-training', { stepSize: 2 * epsilon, steps: 2 }],
    ['fast-adversarial-training', { stepSize: 2 * epsilon }],
  ])('%s reaches the maximum', (id, params) => {
    const { loss, parts } = stepOf(id, { epsilon, ...params })
    expect(loss).toBeCloseTo(worstLoss(epsilon), 6)
    expect(parts['adversarial-loss']).toBe(loss)
    expect(parts['perturbation-linf']).toBeCloseTo(255 * epsilon, 3)
    expect(parts['perturbation-l2']).toBeCloseTo(2 * epsilon, 5)
    expect(parts['clipped-share']).toBe(0)
  })

  it('the mixture weighs clean and adversarial loss', () => {
    const { loss, parts } = stepOf('adversarial-mixture', { alpha: 0.25, epsilon })
    expect(parts['label-loss']).toBeCloseTo(worstLoss(0), 6)
    expect(loss).toBeCloseTo(0.25 * worstLoss(0) + 0.75 * worstLoss(epsilon), 6)
  })

  it('counts the values that the pixel range cuts off, and lets the paper’s mixture leave it', () => {
    expect(stepOf('adversarial-training', { epsilon: 1, stepSize: 1, steps: 2 }).parts['clipped-share']).toBe(1)
    const { parts } = stepOf('adversarial-mixture', { epsilon: 1 })
    expect([parts['clipped-share'], parts['perturbation-linf']]).toEqual([1, 255])
  })

  it('L2 training steps along the weights', () => {
    const { loss } = stepOf('adversarial-training', {
      norm: 'l2',
      epsilon,
      stepSize: 2 * epsilon,
      steps: 1,
      randomStart: false,
    })
    const length = Math.hypot(...weights)
    const losses = images.map((image, i) => softplus(epsilon * length - (labels[i] === 1 ? 1 : -1) * scoreOf(image)))
    expect(loss).toBeCloseTo(losses.reduce((sum, each) => sum + each, 0) / 3, 5)
  })
})

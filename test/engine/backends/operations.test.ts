import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchNormalization, batchNormalizationWithStatistics } from '../../../src-main/core/ops/batch-normalization.ts'
import { biasAdd } from '../../../src-main/core/ops/bias-add.ts'
import { convolution } from '../../../src-main/core/ops/convolution.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { relu, relu6 } from '../../../src-main/core/ops/relu.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

const random = createRandom(7)
const values = (n: number, scale = 1): Float32Array => Float32Array.from({ length: n }, () => random.normal() * scale)
const image = values(2 * 3 * 3 * 4, 4)
const channels = [values(4), values(4), values(4), Float32Array.from(values(4), (v) => v * v + 0.5)] as const
const logits = values(2 * 5, 3)

const gradientOf = <T extends tf.Tensor>(f: (x: T) => tf.Tensor): ((x: T) => tf.Tensor) =>
  tf.grad(f as (x: tf.Tensor) => tf.Tensor) as (x: T) => tf.Tensor

function grouped(options: { channels: number; filters: number } & Parameters<typeof convolution>[2]) {
  const { channels: width, filters, groups } = options
  const fill = (shape: [number, number, number, number]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * i)),
      shape,
    )
  const [x, kernel] = [fill([2, 5, 4, width]), fill([3, 3, width, filters / groups])]
  const loss = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.sum(tf.square(convolution(a as tf.Tensor4D, b as tf.Tensor4D, options)))
  const gradients = tf
    .grads(loss)([x, kernel])
    .map((gradient) => tf.mul(tf.reshape(gradient, [-1]), 0.01))
  return { outputs: [convolution(x, kernel, options)], gradient: tf.concat(gradients) }
}

/** Every operation as a function from one host array to a weighted sum, its gradient and its outputs. */
const cases: Record<string, () => { outputs: tf.Tensor[]; gradient: tf.Tensor }> = {
  'batch normalization, training': () => {
    const [gamma, beta, movingMean, movingVariance] = channels.map((c) => tf.tensor1d(c)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]
    const run = (x: tf.Tensor4D) =>
      batchNormalization(
        { x, gamma, beta, movingMean, movingVariance },
        { epsilon: 1e-3, momentum: 0.9, movingVariance: 'unbiased' },
      )
    const x = tf.tensor4d(image, [2, 3, 3, 4])
    const result = run(x)
    return {
      outputs: [result.y, result.movingMean, result.movingVariance],
      gradient: gradientOf((v: tf.Tensor4D) => tf.sum(tf.mul(tf.square(run(v).y), v)))(x),
    }
  },
  'batch normalization, inference': () => {
    const [gamma, beta, movingMean, movingVariance] = channels.map((c) => tf.tensor1d(c)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]
    const run = (x: tf.Tensor4D) =>
      batchNormalizationWithStatistics({ x, gamma, beta, movingMean, movingVariance }, 1e-3)
    const x = tf.tensor4d(image, [2, 3, 3, 4])
    return { outputs: [run(x)], gradient: gradientOf((v: tf.Tensor4D) => tf.sum(tf.square(run(v))))(x) }
  },
  relu: () => ({
    outputs: [relu(tf.tensor1d(image))],
    gradient: tf.grad((v) => tf.sum(tf.square(relu(v))))(tf.tensor1d(image)),
  }),
  relu6: () => ({
    outputs: [relu6(tf.tensor1d(image))],
    gradient: tf.grad((v) => tf.sum(tf.square(relu6(v))))(tf.tensor1d(image)),
  }),
  'bias add': () => {
    const bias = tf.tensor1d(channels[0])
    const x = tf.tensor2d(image, [18, 4])
    return { outputs: [biasAdd(x, bias)], gradient: tf.grad((b) => tf.sum(tf.square(biasAdd(x, b))))(bias) }
  },
  // Four and three channels a group: TensorFlow joins groups, the second time up to what divides their number.
  'grouped convolution': () => grouped({ channels: 16, filters: 8, groups: 4, strides: [2, 1], padding: 'same' }),
  'grouped convolution, six groups': () =>
    grouped({ channels: 18, filters: 6, groups: 6, strides: [1, 1], padding: 'valid' }),
  'grouped convolution, wide groups': () =>
    grouped({ channels: 34, filters: 4, groups: 2, strides: [1, 2], padding: 'same' }),
  'cross-entropy': () => {
    const labels = tf.tensor1d([1, 4], 'int32')
    const x = tf.tensor2d(logits, [2, 5])
    return {
      outputs: [crossEntropy(x, labels)],
      gradient: gradientOf((v: tf.Tensor2D) => tf.sum(tf.mul(crossEntropy(v, labels), tf.tensor1d([1, 3]))))(x),
    }
  },
}

type Result = { outputs: Float32Array[]; gradient: Float32Array; leaked: number }
function evaluate(name: string): Result {
  const before = tf.memory().numTensors
  const result = tf.tidy(() => {
    const { outputs, gradient } = (cases[name] as (typeof cases)[string])()
    return { outputs: outputs.map((o) => o.dataSync<'float32'>()), gradient: gradient.dataSync<'float32'>() }
  })
  return { ...result, leaked: tf.memory().numTensors - before }
}

const difference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] as number))), 0)

tellSkipped('operations on TensorFlow')

describe.skipIf(!hasTensorflow)('operations on both backends', () => {
  let javascript: Record<string, Result>
  let noise: Float32Array
  beforeAll(async () => {
    await useJavaScript()
    javascript = Object.fromEntries(Object.keys(cases).map((name) => [name, evaluate(name)]))
    noise = uniform([3, 7], tf.tensor1d([12, -5], 'int32')).dataSync<'float32'>()
    await useTensorflow()
  })

  it.each(Object.keys(cases))('%s agrees, with its gradient, and leaks nothing', (name) => {
    const native = evaluate(name)
    const composed = javascript[name] as Result
    native.outputs.forEach((output, i) =>
      expect(difference(output, composed.outputs[i] as Float32Array)).toBeLessThan(2e-5),
    )
    expect(difference(native.gradient, composed.gradient)).toBeLessThan(2e-4)
    expect([native.leaked, composed.leaked]).toEqual([0, 0])
  })

  it('draws the same uniform noise bit for bit', () => {
    expect(uniform([3, 7], tf.tensor1d([12, -5], 'int32')).dataSync<'float32'>()).toEqual(noise)
    expect(Math.min(...noise)).toBeGreaterThanOrEqual(0)
    expect(new Set(noise).size).toBe(21)
  })
})

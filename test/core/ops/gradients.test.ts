import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyLayer } from '../../../src-main/core/network/layers.ts'
import type { Layer } from '../../../src-main/core/network/network.ts'
import { batchNormalization, batchNormalizationWithStatistics } from '../../../src-main/core/ops/batch-normalization.ts'
import { biasAdd } from '../../../src-main/core/ops/bias-add.ts'
import { convolution } from '../../../src-main/core/ops/convolution.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { globalAveragePooling } from '../../../src-main/core/ops/global-average-pooling.ts'
import { meanLoss } from '../../../src-main/core/ops/mean-loss.ts'
import { relu, relu6 } from '../../../src-main/core/ops/relu.ts'
import { swish } from '../../../src-main/core/ops/swish.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

interface Case {
  readonly shapes: readonly (readonly number[])[]
  readonly compute: (inputs: tf.Tensor[]) => tf.Tensor
  /** Input values; by default standard normal. */
  readonly scale?: number
}

const moving = (): { movingMean: tf.Tensor; movingVariance: tf.Tensor } => ({
  movingMean: tf.tensor1d([0.1, -0.2]),
  movingVariance: tf.tensor1d([0.6, 1.3]),
})

/** A layer in training mode; its weights are the inputs after the first. */
function layer(of: Layer, shapes: Case['shapes'], statistics: () => tf.Tensor[] = () => []): Case {
  return {
    shapes,
    compute([x, ...weights]) {
      const images = x as tf.Tensor4D
      const mode = { training: true, movingVariance: 'unbiased', seed: tf.tensor1d([3, 4], 'int32') } as const
      const at = { images, position: 0, mode, isFrozen: false }
      return applyLayer(of, { inputs: [images], weights, statistics: statistics(), ...at }).output
    },
  }
}

const cases: Record<string, Case> = {
  'separable convolution': layer(
    { kind: 'separable-convolution', filters: 3, kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: true },
    [[2, 4, 4, 2], [3, 3, 2, 1], [1, 1, 2, 3], [3]],
  ),
  normalization: layer({ kind: 'normalization' }, [[2, 2, 2, 2]], () => Object.values(moving())),
  cropping: layer(
    {
      kind: 'cropping',
      cropping: [
        [1, 0],
        [0, 1],
      ],
    },
    [[2, 3, 3, 2]],
  ),
  reshape: layer({ kind: 'reshape', shape: [1, 1, 4] }, [[3, 4]]),
  'stochastic depth': layer({ kind: 'dropout', rate: 0.5, each: 'image' }, [[6, 2, 1, 2]]),

  'batch normalization, training': {
    shapes: [[3, 2, 2, 2], [2], [2]],
    compute: ([x, gamma, beta]) =>
      batchNormalization(
        { x: x as tf.Tensor4D, gamma: gamma as tf.Tensor, beta: beta as tf.Tensor, ...moving() },
        { epsilon: 1e-3, momentum: 0.9, movingVariance: 'unbiased' },
      ).y,
  },
  'batch normalization, inference': {
    shapes: [[3, 2, 2, 2], [2], [2]],
    compute: ([x, gamma, beta]) =>
      batchNormalizationWithStatistics(
        { x: x as tf.Tensor4D, gamma: gamma as tf.Tensor, beta: beta as tf.Tensor, ...moving() },
        1e-3,
      ),
  },
  relu: { shapes: [[4, 5]], compute: ([x]) => relu(x as tf.Tensor) },
  relu6: { shapes: [[4, 5]], compute: ([x]) => relu6(x as tf.Tensor), scale: 5 },
  swish: { shapes: [[4, 5]], compute: ([x]) => swish(x as tf.Tensor), scale: 2 },
  'cross-entropy': {
    shapes: [[3, 5]],
    compute: ([logits]) => crossEntropy(logits as tf.Tensor2D, tf.tensor1d([0, 4, 2], 'int32')),
  },
  'mean loss': { shapes: [[6]], compute: ([x]) => meanLoss(x as tf.Tensor1D) },
  'bias add': { shapes: [[2, 2, 3], [3]], compute: ([x, bias]) => biasAdd(x as tf.Tensor, bias as tf.Tensor) },
  'global average pooling': { shapes: [[2, 3, 2, 2]], compute: ([x]) => globalAveragePooling(x as tf.Tensor4D) },
  'convolution, one group': {
    shapes: [
      [2, 4, 4, 2],
      [3, 3, 2, 3],
    ],
    compute: ([x, kernel]) =>
      convolution(x as tf.Tensor4D, kernel as tf.Tensor4D, { strides: [2, 2], padding: 'same', groups: 1 }),
  },
  'convolution, two groups': {
    shapes: [
      [2, 4, 4, 4],
      [3, 3, 4, 3],
    ],
    compute: ([x, kernel]) =>
      convolution(x as tf.Tensor4D, kernel as tf.Tensor4D, { strides: [1, 1], padding: 'valid', groups: 2 }),
  },
}

const step = 2e-2

describe('gradients on the JavaScript backend', () => {
  beforeAll(useJavaScript)

  it.each(Object.entries(cases))('%s matches central differences and leaks no tensor', (_name, testCase) => {
    const random = createRandom(11)
    const { shapes, compute, scale = 1 } = testCase
    const points = shapes.map((shape) =>
      Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => awayFromCorners(random.normal() * scale)),
    )
    const before = tf.memory().numTensors
    // A smooth function of all outputs in which each counts differently.
    const weighted = (inputs: tf.Tensor[]): tf.Scalar => {
      const y = compute(inputs)
      const weights = tf.tensor(
        Float32Array.from({ length: y.size }, (_, i) => 0.3 + Math.sin(i)),
        y.shape,
      )
      return tf.sum(tf.mul(y, weights))
    }
    const valueAt = (values: readonly Float32Array[]): number =>
      tf.tidy(() => weighted(values.map((v, i) => tf.tensor(v, [...(shapes[i] as number[])]))).dataSync()[0] as number)
    const gradients = tf.tidy(() =>
      tf
        .grads((...inputs) => weighted(inputs))(points.map((v, i) => tf.tensor(v, [...(shapes[i] as number[])])))
        .map((gradient) => gradient.dataSync<'float32'>()),
    )

    points.forEach((point, input) => {
      const greatest = Math.max(...(gradients[input] as Float32Array).map(Math.abs))
      for (let i = 0; i < point.length; i++) {
        const moved = (by: number): readonly Float32Array[] =>
          points.map((v, at) => (at === input ? v.map((value, j) => (j === i ? value + by : value)) : v))
        const difference = (valueAt(moved(step)) - valueAt(moved(-step))) / (2 * step)
        expect(Math.abs((gradients[input] as Float32Array)[i]! - difference)).toBeLessThan(0.01 * greatest + 1e-3)
      }
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('lets no gradient through relu6 at exactly 0 and 6, and through relu at 0', () => {
    const corners = [-1, 0, 3, 6, 7]
    const at = (f: (x: tf.Tensor) => tf.Tensor): number[] =>
      tf.tidy(() => [
        ...tf
          .grad((x) => tf.sum(f(x)))(tf.tensor1d(corners))
          .dataSync(),
      ])
    expect(at(relu6)).toEqual([0, 0, 1, 0, 0])
    expect(at(relu)).toEqual([0, 0, 1, 1, 1])
  })
})

/** Keeps a value so far from 0 and 6 that a difference never crosses a corner. */
function awayFromCorners(value: number): number {
  for (const corner of [0, 6]) {
    if (Math.abs(value - corner) < 2 * step) return corner + 3 * step
  }
  return value
}

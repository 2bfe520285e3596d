import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { foldBatchNormalization } from '../../../src-main/core/network/fold.ts'
import { forward, type ModelTensors } from '../../../src-main/core/network/forward.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

const kinds = buildNetwork([9, 9, 3], ({ input }) => {
  const normal = { momentum: 0.9, epsilon: 1e-3 }
  const x = input
    .convolution('biased', { filters: 4, kernelSize: 3 })
    .batchNormalization('biased_bn', normal)
    .depthwiseConvolution('depthwise', { kernelSize: 3, useBias: false })
    .batchNormalization('depthwise_bn', normal)
  const grouped = x
    .convolution('grouped', { filters: 4, kernelSize: 1, groups: 2 })
    .batchNormalization('grouped_bn', normal)
  // Used twice before it is normalized, and not linear: none of these can be folded.
  const shared = grouped.convolution('shared', { filters: 4, kernelSize: 1 })
  return shared
    .batchNormalization('shared_bn', normal)
    .add('sum', shared)
    .activation('relu', 'relu')
    .batchNormalization('relu_bn', normal)
    .separableConvolution('separable', { filters: 5, kernelSize: 3, useBias: false })
    .batchNormalization('separable_bn', normal)
    .convolution('active', { filters: 4, kernelSize: 1, activation: 'swish' })
    .batchNormalization('active_bn', normal)
    .flatten('flat')
    .dense('dense', { units: 6 })
    .dense('logits', { units: 3 })
})

/** Variables that leave nothing at its neutral value. */
function randomModel({ weights, statistics }: Network): ModelTensors {
  let seed = 1
  const draw = (shape: readonly number[], low: number, high: number): tf.Tensor =>
    tf.randomUniform([...shape], low, high, 'float32', seed++)
  const scaleOf = (shape: readonly number[]): number => Math.sqrt(3 / shape.slice(0, -1).reduce((a, b) => a * b, 1))
  return {
    weights: weights.map(({ role, shape }) =>
      role === 'gamma'
        ? draw(shape, 0.5, 1.5)
        : role === 'beta' || role === 'bias'
          ? draw(shape, -0.5, 0.5)
          : draw(shape, -scaleOf(shape), scaleOf(shape)),
    ),
    statistics: statistics.map(({ role, shape }) => draw(shape, role === 'moving_mean' ? -1 : 0.2, 1)),
  }
}

function logitsOf(network: Network, model: ModelTensors): { values: number[]; folded: number[]; left: string[] } {
  const folded = foldBatchNormalization(network)
  return tf.tidy(() => {
    const images = tf.randomUniform<tf.Rank.R4>([1, ...network.inputShape], 0, 1, 'float32', 99)
    const read = (of: Network, tensors: ModelTensors): number[] => [
      ...forward(of, tensors, images, { training: false }).logits.dataSync(),
    ]
    return {
      values: read(network, model),
      folded: read(folded.network, folded.fold(model)),
      left: folded.network.nodes.filter(({ layer }) => layer.kind === 'batch-normalization').map(({ name }) => name),
    }
  })
}

describe('foldBatchNormalization', () => {
  // The large architectures take seconds each in JavaScript.
  beforeAll(async () => void (await (hasTensorflow ? useTensorflow() : useJavaScript())))

  const networks = architectures.map((architecture) => {
    const params = resolveParams(architecture, 'alpha' in architecture.params ? { alpha: 0.35 } : {})
    return [architecture.id, architecture.build(params, { inputShape: [32, 32, 3], classes: 5 })] as const
  })
  it.each([...networks, ['every kind of layer', kinds] as const])(
    '%s computes the same logits, leaves names and images alone and leaks nothing',
    (_name, network) => {
      const model = randomModel(network)
      const before = tf.memory().numTensors
      const { values, folded } = logitsOf(network, model)
      const largest = Math.max(...values.map(Math.abs))
      expect(largest).toBeGreaterThan(1e-3)
      folded.forEach((value, i) => expect(Math.abs(value - (values[i] as number))).toBeLessThan(1e-5 * largest))
      expect(tf.memory().numTensors).toBe(before)
      tf.dispose([...model.weights, ...model.statistics])
    },
  )

  it('folds what it can and nothing else', () => {
    const model = randomModel(kinds)
    expect(logitsOf(kinds, model).left).toEqual(['shared_bn', 'relu_bn', 'active_bn'])
    const { network } = foldBatchNormalization(kinds)
    expect(network.weights.map(({ path }) => path)).toContain('depthwise/bias')
    expect(network.weights.find(({ path }) => path === 'depthwise/bias')?.shape).toEqual([4])
    tf.dispose([...model.weights, ...model.statistics])
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import { smallCnn } from '../../../src-main/core/architectures/small-cnn.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { forward, type ForwardOptions } from '../../../src-main/core/network/forward.ts'
import { planOf } from '../../../src-main/core/network/plan.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

const small = smallCnn.build(resolveParams(smallCnn, { width: 4 }), { inputShape: [16, 16, 3], classes: 5 })
const dropping = buildNetwork([2, 2, 8], ({ input }) => input.flatten('flat').dropout('drop', 0.25))
const everything = buildNetwork([9, 9, 3], ({ input }) => {
  const x = input
    .normalization('normalization')
    .reverseChannels('bgr')
    .convolution('a', { filters: 4, kernelSize: 3, strides: 2, activation: 'swish' })
    .activation('swish', 'swish')
    .zeroPadding('pad', [
      [0, 1],
      [0, 1],
    ])
    .depthwiseConvolution('depthwise', { kernelSize: 3, strides: 2 })
    .batchNormalization('bn', { momentum: 0.9, epsilon: 1e-3 })
  const gate = x.activation('sigmoid', 'sigmoid').multiply('gated', x)
  const perChannel = x.globalAveragePooling('squeeze').reshape('reshape', [1, 1, 4])
  return gate
    .add('sum', x, x.activation('again', 'sigmoid'))
    .multiply('excite', perChannel)
    .zeroPadding('wide', [
      [1, 1],
      [1, 1],
    ])
    .separableConvolution('separable', { filters: 4, kernelSize: 3 })
    .zeroPadding('shifted', [
      [0, 1],
      [0, 1],
    ])
    .cropping('crop', [
      [1, 0],
      [1, 0],
    ])
    .concatenate('both', x.convolution('grouped', { filters: 4, kernelSize: 1, groups: 2 }))
    .averagePooling('average', { poolSize: 2 })
    .flatten('flat')
    .activation('tanh', 'tanh')
    .dense('logits', { units: 3 })
})

/** Runs a network on eight seeded images; all results on the host. */
function run(network: Network, options: ForwardOptions, seed = 1) {
  const model = uploadModel(network, initialize(network, 3))
  const result = tf.tidy(() => {
    const shape: [number, number, number, number] = [8, ...network.inputShape]
    const images = tf.randomUniform<tf.Rank.R4>(shape, 0, 1, 'float32', 5)
    const labels = tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32')
    const key = tf.tensor1d([seed, 2], 'int32')
    const { gradients, kept } = valueAndGradients(() => {
      const pass = forward(network, model, images, { seed: key, ...options })
      const value = tf.mean(crossEntropy(pass.logits, labels)) as tf.Scalar
      return { value, kept: { logits: pass.logits, statistics: pass.statistics, taps: Object.values(pass.taps) } }
    }, [images, ...model.weights])
    const read = (tensors: readonly tf.Tensor[]): number[][] => tensors.map((tensor) => [...tensor.dataSync()])
    return {
      logits: read([kept.logits])[0] as number[],
      statistics: read(kept.statistics),
      taps: read(kept.taps),
      gradients: read(gradients),
    }
  })
  tf.dispose([...model.weights, ...model.statistics])
  return result
}

const difference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(0, ...a.map((value, i) => Math.abs(value - (b[i] as number))))

describe('forward', () => {
  beforeAll(useJavaScript)

  it.each([true, false])('leaks no tensor with its gradients, training: %s', (training) => {
    const before = tf.memory().numTensors
    run(small, { training })
    run(everything, { training, taps: ['pad'] })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('moves the statistics in training mode only', () => {
    const { statistics } = initialize(small, 3)
    const start = statistics.map((values) => [...values])
    expect(run(small, { training: false }).statistics).toEqual(start)
    run(small, { training: true }).statistics.forEach((moved, i) => expect(moved).not.toEqual(start[i]))
  })

  it('normalizes by the moving statistics in frozen layers, which stay, and drops all the same', () => {
    const network = buildNetwork([4, 4, 3], ({ input }) =>
      input
        .batchNormalization('frozen', { momentum: 0.9, epsilon: 1e-3 })
        .convolution('a', { filters: 8, kernelSize: 3 })
        .batchNormalization('trained', { momentum: 0.9, epsilon: 1e-3 })
        .flatten('flat')
        .dropout('drop', 0.5),
    )
    const taps = ['frozen', 'trained', 'drop']
    const frozen = new Set(['frozen', 'drop'])
    const [inference, training, mixed] = [
      run(network, { training: false, taps }),
      run(network, { training: true, taps }),
      run(network, { training: true, taps, frozen }),
    ]
    expect(mixed.taps[0]).toEqual(inference.taps[0])
    expect(mixed.taps[1]).not.toEqual(inference.taps[1])
    expect(mixed.taps[2]).toContain(0)
    expect(mixed.statistics.slice(0, 2)).toEqual(inference.statistics.slice(0, 2))
    expect(mixed.statistics.slice(2)).not.toEqual(inference.statistics.slice(2))
    expect(mixed.taps[0]).not.toEqual(training.taps[0])
  })

  it('drops a share of the features in training, by the seed, and scales the rest', () => {
    const plain = run(dropping, { training: false }).logits
    const dropped = run(dropping, { training: true }).logits
    expect(dropped).toEqual(run(dropping, { training: true }).logits)
    expect(dropped).not.toEqual(run(dropping, { training: true }, 2).logits)
    const isKept = dropped.map((value) => value !== 0)
    dropped.forEach((value, i) => expect(value).toBeCloseTo(isKept[i] ? (plain[i] as number) / 0.75 : 0, 5))
    expect(isKept.filter(Boolean).length / isKept.length).toBeCloseTo(0.75, 0)
  })

  it('leaves a branch to none or all of an image, by the seed', () => {
    const branch = buildNetwork([2, 2, 2], ({ input }) => input.stochasticDepth('drop', 0.5).flatten('flat'))
    const [plain, dropped] = [false, true].map((training) => run(branch, { training }).logits) as [number[], number[]]
    const factors = Array.from({ length: 8 }, (_, image) => {
      const share = plain.slice(image * 8, image * 8 + 8).map((value, i) => (dropped[image * 8 + i] as number) / value)
      share.forEach((factor) => expect(factor).toBeCloseTo(share[0] as number, 5))
      return Math.round(share[0] as number)
    })
    expect(new Set(factors)).toEqual(new Set([0, 2]))
  })

  it('computes once what two layers compute alike, with the same gradients', () => {
    const twice = (second: 'relu' | 'relu6'): Network =>
      buildNetwork([4, 4, 3], ({ input }) => {
        const x = input.convolution('a', { filters: 3, kernelSize: 3 })
        return x.activation('one', 'relu').add('sum', x.activation('two', second)).flatten('flat')
      })
    // Below 6 both are the same function; only the first is shared.
    const [shared, apart] = (['relu', 'relu6'] as const).map((second) => run(twice(second), { training: true }))
    expect(shared).toEqual(apart)
    expect(planOf(twice('relu')).map(({ sameAs }) => sameAs)).toEqual([null, null, null, 'one', null, null])
  })

  it('normalizes by statistics that training leaves as they are', () => {
    const network = buildNetwork([2, 2, 3], ({ input }) => input.normalization('normalization').flatten('flat'))
    const { logits, statistics } = run(network, { training: true, taps: ['input'] })
    expect(network.statistics.map(({ path, shape }) => [path, shape])).toEqual([
      ['normalization/mean', [3]],
      ['normalization/variance', [3]],
      ['normalization/count', []],
    ])
    expect(statistics).toEqual([[0, 0, 0], [1, 1, 1], [0]])
    expect(logits).toEqual(run(network, { training: true, taps: ['input'] }).taps[0])
  })

  it('leaves a padding to the convolution behind it without changing a value', () => {
    const [absorbed, tapped] = [[], ['pad']].map((taps) => run(everything, { training: true, taps }))
    expect(absorbed?.logits).toEqual(tapped?.logits)
    const [pad] = tapped?.taps as [number[]]
    expect(pad.length).toBe(8 * 5 * 5 * 4)
    const row = pad.slice(4 * 5 * 4, 5 * 5 * 4)
    expect(new Set(row)).toEqual(new Set([0]))
  })

  it('names a layer that is not there', () => {
    expect(() => run(small, { training: false, taps: ['conv9'] })).toThrow('The network has no layer called "conv9".')
  })
})

tellSkipped('forward on TensorFlow')
describe.skipIf(!hasTensorflow)('forward on both backends', () => {
  it.each([
    ['small CNN', small],
    ['every kind of layer', everything],
  ])('agrees for %s, with all gradients, and leaks nothing', async (_name, network) => {
    const frozen = new Set(network.nodes.map(({ name }) => name))
    const modes: ForwardOptions[] = [
      { training: true },
      { training: true, movingVariance: 'biased' },
      { training: true, frozen },
      { training: false },
    ]
    for (const mode of modes) {
      await useJavaScript()
      const composed = run(network, mode)
      await useTensorflow()
      const before = tf.memory().numTensors
      const native = run(network, mode)
      expect(tf.memory().numTensors).toBe(before)
      expect(difference(native.logits, composed.logits)).toBeLessThan(1e-4)
      native.statistics.forEach((s, i) => expect(difference(s, composed.statistics[i] as number[])).toBeLessThan(1e-5))
      native.gradients.forEach((g, i) => expect(difference(g, composed.gradients[i] as number[])).toBeLessThan(1e-3))
    }
  })
})

import { describe, expect, it } from 'vitest'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import type { Network, Shape3 } from '../../../src-main/core/network/network.ts'
import { samePadding } from '../../../src-main/core/network/shapes.ts'

function network(inputShape: Shape3 = [9, 9, 3], extra = false): Network {
  return buildNetwork(inputShape, ({ input, block }) => {
    block('body')
    let x = input.convolution('a', { filters: 8, kernelSize: 3, strides: 2, padding: 'same', initializer: 'he-normal' })
    if (extra) x = x.convolution('extra', { filters: 8, kernelSize: 1 })
    x = x.batchNormalization('bn', { momentum: 0.9, epsilon: 1e-3 }).activation('r', 'relu')
    x = x
      .convolution('grouped', { filters: 4, kernelSize: 2, groups: 4, useBias: false })
      .concatenate('c', x.maxPooling('p', { poolSize: 2, strides: 1 }))
    block('head')
    return x.globalAveragePooling('gap').dense('logits', { units: 5 })
  })
}

describe('network builder', () => {
  it('infers shapes as Keras does and collects variables in the order of the layers', () => {
    const { nodes, weights, statistics, blocks, classes } = network()
    expect(Object.fromEntries(nodes.map(({ name, shape }) => [name, shape]))).toEqual({
      input: [9, 9, 3],
      a: [5, 5, 8],
      bn: [5, 5, 8],
      r: [5, 5, 8],
      p: [4, 4, 8],
      grouped: [4, 4, 4],
      c: [4, 4, 12],
      gap: [12],
      logits: [5],
    })
    expect(weights.map(({ path, shape }) => [path, shape])).toEqual([
      ['a/kernel', [3, 3, 3, 8]],
      ['a/bias', [8]],
      ['bn/gamma', [8]],
      ['bn/beta', [8]],
      ['grouped/depthwise_kernel', [2, 2, 8, 1]],
      ['logits/kernel', [12, 5]],
      ['logits/bias', [5]],
    ])
    expect(statistics.map(({ path }) => path)).toEqual(['bn/moving_mean', 'bn/moving_variance'])
    expect([blocks, classes]).toEqual([['body', 'head'], 5])
  })

  it('refuses images that are too small, naming the layer', () => {
    expect(() => network([1, 1, 3])).toThrow(
      'The layer "grouped" does not fit its input: an input of 1×1 is smaller than its 2×2.',
    )
  })

  it("pads as Keras's 'same': odd rests go behind", () => {
    expect([samePadding(9, 3, 2), samePadding(8, 3, 2), samePadding(8, 2, 2), samePadding(8, 4, 1)]).toEqual([
      [1, 1],
      [0, 1],
      [0, 0],
      [1, 2],
    ])
  })
})

describe('initial weights', () => {
  it('depend on seed and path alone, not on the other layers', () => {
    const kernelOf = (of: Network, path: string, seed: number): Float32Array | undefined =>
      initialize(of, seed).weights[of.weights.findIndex((variable) => variable.path === path)]
    expect(kernelOf(network(), 'logits/kernel', 3)).toEqual(kernelOf(network([9, 9, 3], true), 'logits/kernel', 3))
    expect(kernelOf(network(), 'logits/kernel', 3)).not.toEqual(kernelOf(network(), 'logits/kernel', 4))
  })

  it("have the spread of Keras's initializers", () => {
    const wide = buildNetwork([4, 4, 64], ({ input }) =>
      input
        .convolution('he', { filters: 64, kernelSize: 3, initializer: 'he-normal' })
        .flatten('flat')
        .dense('glorot', { units: 256 }),
    )
    const { weights, statistics } = initialize(wide, 1)
    const [he, , glorot, bias] = weights as Float32Array[] as [Float32Array, Float32Array, Float32Array, Float32Array]
    const deviation = (v: Float32Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0) / v.length)
    expect(deviation(he) / Math.sqrt(2 / (9 * 64))).toBeCloseTo(1, 1)
    expect(Math.max(...he)).toBeLessThanOrEqual((2 / 0.87962566) * Math.sqrt(2 / (9 * 64)))
    const limit = Math.sqrt(6 / (256 + 256))
    expect(deviation(glorot) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1)
    expect(Math.max(...glorot)).toBeLessThanOrEqual(limit)
    expect([Math.max(...bias), statistics.length]).toEqual([0, 0])
  })

  it('count the outputs of a kernel where EfficientNet’s do', () => {
    const wide = buildNetwork([4, 4, 8], ({ input }) =>
      input
        .convolution('normal', { filters: 512, kernelSize: 3, useBias: false, initializer: 'fan-out-normal' })
        .flatten('flat')
        .dense('uniform', { units: 256, initializer: 'fan-out-uniform' }),
    )
    const [normal, uniform] = initialize(wide, 1).weights as [Float32Array, Float32Array]
    const deviation = (v: Float32Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0) / v.length)
    expect(deviation(normal) / Math.sqrt(2 / (9 * 512))).toBeCloseTo(1, 1)
    expect(deviation(uniform) / Math.sqrt(1 / 3 / 256)).toBeCloseTo(1, 1)
    expect(uniform.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(Math.sqrt(1 / 256))
  })
})

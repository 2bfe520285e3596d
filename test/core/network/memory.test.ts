import { describe, expect, it } from 'vitest'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { stepMemory } from '../../../src-main/core/network/memory.ts'

/** What an engine takes beside its steps. */
const engineMegabytes = 430

describe('stepMemory', () => {
  it('counts every tensor that a backward pass reads once, and both states of the variables', () => {
    const network = buildNetwork([8, 8, 3], ({ input }) =>
      input
        .convolution('conv', { filters: 4, kernelSize: 3, strides: 1, padding: 'same', useBias: false })
        .batchNormalization('bn', { momentum: 0.9, epsilon: 1e-3 })
        .activation('relu', 'relu6')
        .globalAveragePooling('pool')
        .dense('dense', { units: 2 }),
    )
    const trainable = 3 * 3 * 3 * 4 + 2 * 4 + 4 * 2 + 2
    // Input, the convolution's and ReLU's outputs, the pooled features; three of the largest are in work.
    const perImage = 8 * 8 * 3 + 2 * 8 * 8 * 4 + 4 + 3 * 8 * 8 * 4
    expect(stepMemory(network, 1)).toEqual({
      fixedBytes: 4 * (2 * (2 * trainable + 8) + 2 * trainable) + network.nodes.length * 250_000,
      perImageBytes: 4 * perImage,
    })
    const grown = stepMemory(network, 2).fixedBytes - stepMemory(network, 1).fixedBytes
    expect(grown).toBe(4 * 2 * trainable)
  })

  // Largest resident memory (MB) of a process that trained four steps at 64 px: SGD with momentum, TensorFlow 2.21 with
  // oneDNN, two threads of an AVX-512 processor.
  it.each<[string, Record<number, number>]>([
    ['mobilenet-v2', { 8: 597, 32: 725, 64: 892, 128: 1237 }],
    ['resnet', { 8: 1116, 32: 1298, 64: 1524, 128: 2046 }],
    ['resnext', { 8: 1204, 64: 1829 }],
    ['densenet', { 8: 839, 64: 1465 }],
    ['nasnet', { 8: 764, 64: 1041 }],
    ['efficientnet', { 8: 784, 64: 1316 }],
    ['small-cnn', { 8: 453, 64: 551 }],
  ])('comes within 20 %% of what %s took', (architecture, measured) => {
    const { method, values } = findMethod('architectures', { id: architecture, params: {} })
    const { fixedBytes, perImageBytes } = stepMemory(method.build(values, { inputShape: [64, 64, 3], classes: 20 }), 1)
    for (const [batch, megabytes] of Object.entries(measured)) {
      const reckoned = engineMegabytes + (fixedBytes + Number(batch) * perImageBytes) / 1e6
      expect(Math.abs(reckoned / megabytes - 1)).toBeLessThan(0.2)
    }
  })
})

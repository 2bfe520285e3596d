import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { engineBytes, stepMemory, type StepMemory } from '../../../src-main/core/network/memory.ts'
import { keptImageBytes, runMemory } from '../../../src-main/core/training/run-memory.ts'
import { network as blocks } from '../../support/tiny-blocks.ts'

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
    expect(stepMemory(network, { slots: 1 })).toEqual({
      fixedBytes: 4 * (2 * (2 * trainable + 8) + 2 * trainable) + network.nodes.length * 250_000,
      perImageBytes: 4 * perImage,
    })
    const grown = stepMemory(network, { slots: 2 }).fixedBytes - stepMemory(network, { slots: 1 }).fixedBytes
    expect(grown).toBe(4 * 2 * trainable)
  })

  const map = 6 * 6 * 4
  const inWork = 3 * map
  const weightsOfHead = 4 * 3 + 3
  const weights = 3 * 3 * 3 * 4 + 2 * 3 * 3 * 4 * 4 + 3 * 2 * 4 + weightsOfHead
  const statistics = 3 * 2 * 4
  // What is dropped, and what is left for the dense layer.
  const heldByHead = 4 + 4
  // Input, three convolutions' outputs and three ReLUs'.
  const heldBelow = 6 * 6 * 3 + 6 * map

  it('needs no gradients of frozen blocks, and none of the activations before the first trained one', () => {
    expect(stepMemory(blocks, { slots: 1, trainedBlocks: ['head'] })).toEqual({
      fixedBytes:
        4 * (2 * (weights + weightsOfHead) + 2 * statistics + 2 * weightsOfHead) + blocks.nodes.length * 250_000,
      perImageBytes: 4 * (heldByHead + inWork),
    })
    const last = stepMemory(blocks, { slots: 1, trainedBlocks: ['block_2'] })
    expect(last.perImageBytes).toBe(4 * (heldByHead + 3 * map + inWork))
  })

  it('has the gradients of a second pass where neighbors are looked for, and all activations for those of the images', () => {
    const clean = stepMemory(blocks, { slots: 1 })
    const adversarial = stepMemory(blocks, { slots: 1, reachesImages: true, perWeight: 3 })
    expect(adversarial.fixedBytes - clean.fixedBytes).toBe(4 * weights)
    expect(adversarial.perImageBytes).toBe(clean.perImageBytes)
    const head = stepMemory(blocks, { slots: 1, reachesImages: true, trainedBlocks: ['head'] })
    expect(head.perImageBytes).toBe(4 * (heldByHead + heldBelow + inWork))
  })

  it('holds what convolutions and their followers read in two bytes in mixed precision, and in four too for others', () => {
    const precision = 'bfloat16'
    expect(stepMemory(blocks, { slots: 1, precision }).perImageBytes).toBe(2 * heldBelow + 4 * (heldByHead + inWork))
    const depthwise = buildNetwork([4, 4, 3], ({ input }) =>
      input
        .convolution('conv', { filters: 2, kernelSize: 1, useBias: false })
        .activation('relu', 'relu')
        .depthwiseConvolution('depthwise', { kernelSize: 3, padding: 'same', useBias: false })
        .globalAveragePooling('pool')
        .dense('dense', { units: 2 }),
    )
    const [image, relu, pooled] = [4 * 4 * 3, 4 * 4 * 2, 2]
    expect(stepMemory(depthwise, { slots: 1, precision }).perImageBytes).toBe(
      2 * (image + relu) + 4 * (relu + pooled) + 4 * 3 * image,
    )
  })

  /**
   * Measured once, on 25 November 2026: the largest resident memory (MB) of a process that trained four steps at 64 px,
   * by batch; SGD with momentum, TensorFlow 2.21 with oneDNN, two threads of an AVX-512 processor. What a machine takes
   * now: `npm run bench -- --works=memory`, which sets what is reckoned beside it.
   */
  const measuredPeaks: [string, Record<number, number>][] = [
    ['mobilenet-v2', { 8: 597, 32: 725, 64: 892, 128: 1237 }],
    ['resnet', { 8: 1116, 32: 1298, 64: 1524, 128: 2046 }],
    ['resnext', { 8: 1204, 64: 1829 }],
    ['densenet', { 8: 839, 64: 1465 }],
    ['nasnet', { 8: 764, 64: 1041 }],
    ['efficientnet', { 8: 784, 64: 1316 }],
    ['small-cnn', { 8: 453, 64: 551 }],
  ]
  it.each(measuredPeaks)(
    'of %s stays within a fifth of the peaks that were measured once and are written down here',
    (id, peaks) => {
      const { method, values } = findMethod('architectures', { id, params: {} })
      const network = method.build(values, { inputShape: [64, 64, 3], classes: 20 })
      const { fixedBytes, perImageBytes } = stepMemory(network, { slots: 1 })
      for (const [batch, megabytes] of Object.entries(peaks)) {
        const reckoned = (engineBytes + fixedBytes + Number(batch) * perImageBytes) / 1e6
        expect(Math.abs(reckoned / megabytes - 1)).toBeLessThan(0.2)
      }
    },
  )
})

describe('runMemory', () => {
  const memoryOf = (more: object) => runMemory(RunConfig.parse({ dataset: { id: 'shapes' }, ...more }), blocks)

  it('reads slots, objective, freezing and precision off a configuration', () => {
    expect(memoryOf({ optimizer: 'adam' })).toEqual(stepMemory(blocks, { slots: 2 }))
    const more = { objective: 'adversarial-regularization', freezing: 'last-blocks:count=2', precision: 'bfloat16' }
    expect(memoryOf({ optimizer: 'adam', ...more })).toEqual(
      stepMemory(blocks, {
        slots: 2,
        reachesImages: true,
        perWeight: 3,
        trainedBlocks: ['block_2', 'head'],
        precision: 'bfloat16',
      }),
    )
  })

  it('holds as many passes at once as the objective’s loss takes', () => {
    const inWork = 4 * 3 * 6 * 6 * 4
    const held = ({ perImageBytes }: StepMemory): number => perImageBytes - inWork
    const clean = held(memoryOf({}))
    expect(held(memoryOf({ objective: 'adversarial-training' }))).toBe(clean)
    expect(held(memoryOf({ objective: 'mart' }))).toBe(2 * clean)
    expect(held(memoryOf({ objective: 'trades' }))).toBe(3 * clean)
    const perturbed = memoryOf({ objective: 'trades:weightPerturbation=0.005' })
    expect(perturbed.fixedBytes - memoryOf({ objective: 'trades' }).fixedBytes).toBe(
      4 * 2 * countParameters(blocks).trainable,
    )
  })

  it('counts all blocks that a policy comes to train', () => {
    expect(memoryOf({ freezing: 'progressive' })).toEqual(memoryOf({}))
  })
})

describe('keptImageBytes', () => {
  const images = { shape: [8, 8, 3] as const, counts: { train: 1000, validation: 100 } }
  const config = RunConfig.parse({ dataset: { id: 'shapes' }, monitor: { trainImages: 50, validationImages: 400 } })
  const panels = (50 + 100) * 192

  it('counts the panels, and on a card the training images where they fit in its quarter', () => {
    expect(keptImageBytes(config, images, null)).toBe(panels)
    expect(keptImageBytes(config, images, 4 * 192_000)).toBe(panels + 192_000)
    expect(keptImageBytes(config, images, 4 * 192_000 - 4)).toBe(panels)
    const augmented = { ...config, augmentations: [{ id: 'random-flip', params: {} }] }
    expect(keptImageBytes(augmented, images, 1e12)).toBe(panels)
  })

  it('counts no panel that is too large to stay', () => {
    const many = { ...images, counts: { train: 1000, validation: 2_000_000 } }
    const monitor = { trainImages: 50, validationImages: 1_500_000, attack: null }
    expect(keptImageBytes({ ...config, monitor }, many, null)).toBe(50 * 192)
  })
})

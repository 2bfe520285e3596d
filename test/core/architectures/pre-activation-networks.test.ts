import { describe, expect, it } from 'vitest'
import { preActResNet } from '../../../src-main/core/architectures/preact-resnet.ts'
import { wideResNet } from '../../../src-main/core/architectures/wide-resnet.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

const shapeOf = ({ nodes }: Network, name: string): readonly number[] | undefined =>
  nodes.find((node) => node.name === name)?.shape

const spreadOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)

/** Initial values of one variable, and how many there are. */
function initialOf(network: Network, path: string): Float32Array {
  const place = network.weights.findIndex((variable) => variable.path === path)
  return initialize(network, 1).weights[place] as Float32Array
}

describe('PreActResNet', () => {
  // PyTorch code of Rice et al. 2020, `sum(p.numel() for p in model.parameters())` and moving statistics beside them.
  it.each([
    ['18', 11_172_170, 7_808],
    ['34', 21_280_330, 15_232],
  ])('%s has the weights of the published code', (variant, trainable, nonTrainable) => {
    const network = buildArchitecture(preActResNet, 32, 10, { variant })
    expect(countParameters(network)).toEqual({ total: trainable + nonTrainable, trainable, nonTrainable })
  })

  it('takes about 0.56 thousand million multiply-adds at 32 px', () => {
    expect(countMultiplyAdds(buildArchitecture(preActResNet, 32, 10)) / 1e9).toBeCloseTo(0.56, 2)
  })

  it('keeps the size of the image in the stem, or halves it', () => {
    const stems = [true, false].map((smallImageStem) => buildArchitecture(preActResNet, 64, 10, { smallImageStem }))
    expect(stems.map((network) => [shapeOf(network, 'conv1'), shapeOf(network, 'relu')])).toEqual([
      [
        [64, 64, 64],
        [8, 8, 512],
      ],
      [
        [32, 32, 64],
        [4, 4, 512],
      ],
    ])
  })

  it('begins with PyTorch’s default weights', () => {
    const network = buildArchitecture(preActResNet, 32, 200)
    const kernel = initialOf(network, 'layer3_0_conv2/kernel')
    expect(kernel.reduce((most, v) => Math.max(most, Math.abs(v)), 0)).toBeCloseTo(1 / Math.sqrt(9 * 256), 4)
    expect(spreadOf(kernel) / Math.sqrt(1 / (3 * 9 * 256))).toBeCloseTo(1, 2)
    const bias = initialOf(network, 'linear/bias')
    expect(bias.every((v) => Math.abs(v) <= 1 / Math.sqrt(512))).toBe(true)
    expect(spreadOf(bias) / Math.sqrt(1 / (3 * 512))).toBeCloseTo(1, 0)
  })

  it('can be frozen by stem, block and head', () => {
    const parts = [1, 2, 3, 4].flatMap((stage) => [`layer${stage}_0`, `layer${stage}_1`])
    expect(buildArchitecture(preActResNet, 32, 10).blocks).toEqual(['stem', ...parts, 'bn', 'head'])
  })
})

describe('WideResNet', () => {
  // 28-10: 36.5 million (Zagoruyko and Komodakis 2016, table 5); 34-10: 46.2 million, TRADES's without its unused block.
  it.each([
    ['28', 10, 36_479_194],
    ['34', 10, 46_160_474],
    ['16', 4, 2_748_890],
    ['40', 2, 2_243_546],
  ])('%s-%i has the weights of the published code', (depth, width, trainable) => {
    expect(countParameters(buildArchitecture(wideResNet, 32, 10, { depth, width })).trainable).toBe(trainable)
  })

  it('takes about 5.2 thousand million multiply-adds at 32 px', () => {
    expect(countMultiplyAdds(buildArchitecture(wideResNet, 32, 10)) / 1e9).toBeCloseTo(5.2, 1)
  })

  it('keeps the identity where the shape stays, and drops inside blocks where asked for', () => {
    const { nodes } = buildArchitecture(wideResNet, 32, 10, { depth: '10', width: 1, dropout: 0.3 })
    expect(nodes.filter(({ name }) => name.endsWith('convShortcut')).map(({ name }) => name)).toEqual([
      'block2_layer_0_convShortcut',
      'block3_layer_0_convShortcut',
    ])
    expect(nodes.filter(({ layer }) => layer.kind === 'dropout').map(({ inputs }) => inputs)).toEqual([
      ['block1_layer_0_relu2'],
      ['block2_layer_0_relu2'],
      ['block3_layer_0_relu2'],
    ])
  })

  it('begins with normal weights of variance 2 / fan out, not cut', () => {
    const network = buildArchitecture(wideResNet, 32, 10, { depth: '10', width: 4 })
    const kernel = initialOf(network, 'block3_layer_0_conv1/kernel')
    const deviation = Math.sqrt(2 / (9 * 256))
    expect(spreadOf(kernel) / deviation).toBeCloseTo(1, 2)
    expect(kernel.some((v) => Math.abs(v) > 3 * deviation)).toBe(true)
    expect([...initialOf(network, 'fc/bias')]).toEqual(Array(10).fill(0))
  })
})

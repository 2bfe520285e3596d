import { describe, expect, it } from 'vitest'
import { efficientNet } from '../../../src-main/core/architectures/efficientnet.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

const layerOf = ({ nodes }: Network, name: string): Network['nodes'][number] | undefined =>
  nodes.find((node) => node.name === name)

describe('EfficientNet', () => {
  // `keras.applications.EfficientNet…(weights=None)`, Keras 3, the last column with 200 classes. Multiply-adds in
  // thousand millions: torchvision's, but for B2, which it has at another size, Tan and Le 2019, table 2. For B4 and B5
  // that table has 4.2 and 9.9, 4 % less than these layers take.
  it.each([
    ['b0', 224, 5_330_571, 5_288_548, 42_023, 4_305_771, 0.39],
    ['b1', 240, 7_856_239, 7_794_184, 62_055, 6_831_439, 0.69],
    ['b2', 260, 9_177_569, 9_109_994, 67_575, 8_050_369, 1],
    ['b3', 300, 12_320_535, 12_233_232, 87_303, 11_090_935, 1.83],
    ['b4', 380, 19_466_823, 19_341_616, 125_207, 18_032_423, 4.39],
    ['b5', 456, 30_562_527, 30_389_784, 172_743, 28_923_327, 10.27],
    ['b6', 528, 43_265_143, 43_040_704, 224_439, 41_421_143, 19.07],
    ['b7', 600, 66_658_687, 66_347_960, 310_727, 64_609_887, 37.75],
  ])(
    '%s has the size of Keras Applications’ model and its published work',
    (variant, size, total, trainable, rest, few, work) => {
      const network = buildArchitecture(efficientNet, size, 1000, { variant })
      expect(countParameters(network)).toEqual({ total, trainable, nonTrainable: rest })
      expect(countParameters(buildArchitecture(efficientNet, 64, 200, { variant })).total).toBe(few)
      expect(Math.abs(countMultiplyAdds(network) / 1e9 / work - 1)).toBeLessThan(0.02)
    },
  )

  it('skips more of the later blocks and thins the head, as Keras does', () => {
    const network = buildArchitecture(efficientNet, 64, 20)
    const rateOf = (name: string): number => {
      const layer = layerOf(network, name)?.layer
      return layer?.kind === 'dropout' ? layer.rate : 0
    }
    expect(layerOf(network, 'block1a_drop')).toBeUndefined()
    // 16 blocks, of which these are the third and the fifteenth.
    expect(rateOf('block2b_drop')).toBeCloseTo((0.2 * 2) / 16)
    expect(rateOf('block6d_drop')).toBeCloseTo((0.2 * 14) / 16)
    expect(rateOf('top_dropout')).toBe(0.2)
    const without = buildArchitecture(efficientNet, 64, 20, { dropout: 0, stochasticDepth: 0 })
    expect(without.nodes.filter(({ layer }) => layer.kind === 'dropout')).toEqual([])
    expect(countParameters(without)).toEqual(countParameters(network))
  })

  it('scales the colours once more for ImageNet weights', () => {
    const [plain, scaled] = [false, true].map((imageNetScaling) =>
      buildArchitecture(efficientNet, 64, 20, { imageNetScaling }),
    ) as [Network, Network]
    expect(layerOf(plain, 'stem_conv_pad')?.inputs).toEqual(['normalization'])
    expect(layerOf(scaled, 'stem_conv_pad')?.inputs).toEqual(['rescaling_2'])
    expect(countParameters(scaled)).toEqual(countParameters(plain))
  })

  it.each(['b0', 'b4'])('%s fits images from 32 px, odd sizes too', (variant) => {
    for (const size of [32, 33, 64, 75])
      expect(() => buildArchitecture(efficientNet, size, 5, { variant })).not.toThrow()
  })

  it('keeps finer maps with the stem for small images', () => {
    const shapes = [false, true].map(
      (smallImageStem) => layerOf(buildArchitecture(efficientNet, 64, 20, { smallImageStem }), 'top_conv')?.shape,
    )
    expect(shapes).toEqual([
      [2, 2, 1280],
      [4, 4, 1280],
    ])
  })

  it('can be frozen by stem, block and head', () => {
    const { blocks } = buildArchitecture(efficientNet, 64, 20)
    expect(blocks.slice(0, 4)).toEqual(['stem', 'block1a', 'block2a', 'block2b'])
    expect(blocks.slice(-3)).toEqual(['block7a', 'top', 'head'])
    expect(blocks).toHaveLength(16 + 3)
  })
})

import { describe, expect, it } from 'vitest'
import { nasNet } from '../../../src-main/core/architectures/nasnet.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

const shapeOf = ({ nodes }: Network, name: string): readonly number[] | undefined =>
  nodes.find((node) => node.name === name)?.shape

describe('NASNet', () => {
  // `keras.applications.NASNet…(weights=None)`, Keras 3; the last column with 200 classes. Multiply-adds: Zoph et al.
  // 2018, table 2, 564 million and 23.8 thousand million.
  it.each([
    ['mobile', 224, 5_326_716, 5_289_978, 36_738, 4_481_116, 0.564],
    ['large', 331, 88_949_818, 88_753_150, 196_668, 85_723_418, 23.8],
  ])(
    '%s has the size of Keras Applications’ model and of the paper',
    (variant, size, total, trainable, rest, few, work) => {
      const network = buildArchitecture(nasNet, size, 1000, { variant })
      expect(countParameters(network)).toEqual({ total, trainable, nonTrainable: rest })
      expect(countParameters(buildArchitecture(nasNet, 64, 200, { variant })).total).toBe(few)
      expect(countMultiplyAdds(network) / 1e9 / work).toBeCloseTo(1, 2)
    },
  )

  it('feeds the cell behind a reduction from before it (Mobile) or from further back (Large)', () => {
    const inputsOf = ({ nodes }: Network, name: string): readonly string[] =>
      nodes.find((node) => node.name === name)?.inputs ?? []
    const [mobile, large] = ['mobile', 'large'].map((variant) => buildArchitecture(nasNet, 64, 20, { variant })) as [
      Network,
      Network,
    ]
    expect(inputsOf(mobile, 'adjust_relu_1_5')).toEqual(['normal_concat_3'])
    expect(inputsOf(large, 'adjust_relu_1_7')).toEqual(['normal_concat_4'])
  })

  it('drops features and paths where asked for, more of them in later cells', () => {
    const plain = buildArchitecture(nasNet, 64, 20)
    const dropping = buildArchitecture(nasNet, 64, 20, { dropout: 0.5, dropPath: 0.4 })
    const dropsOf = ({ nodes }: Network) => nodes.filter(({ layer }) => layer.kind === 'dropout')
    expect(dropsOf(plain)).toEqual([])
    const drops = dropsOf(dropping)
    const rates = drops.map(({ layer }) => (layer.kind === 'dropout' ? layer.rate : 0))
    // Five separable pairs and three poolings in a normal cell; in a reduction cell five and four.
    expect(drops).toHaveLength(12 * 8 + 4 * 9 + 1)
    expect([rates[0], rates.at(-2), rates.at(-1)]).toEqual([0.4 / 16, 0.4, 0.5])
    expect(rates.slice(0, -1)).toEqual(rates.slice(0, -1).toSorted((a, b) => a - b))
    expect(countParameters(dropping)).toEqual(countParameters(plain))
  })

  it.each(['mobile', 'large'])('%s fits images from 32 px, odd sizes too', (variant) => {
    for (const size of [32, 33, 64, 75]) expect(() => buildArchitecture(nasNet, size, 5, { variant })).not.toThrow()
  })

  it('keeps finer maps with the stem for small images, and the same parameters', () => {
    const [plain, fine] = [false, true].map((smallImageStem) =>
      buildArchitecture(nasNet, 64, 20, { smallImageStem }),
    ) as [Network, Network]
    expect([plain, fine].map((network) => shapeOf(network, 'normal_concat_12'))).toEqual([
      [2, 2, 1056],
      [4, 4, 1056],
    ])
    expect(countParameters(fine)).toEqual(countParameters(plain))
  })

  it('can be frozen by cell', () => {
    const cells = (from: number): string[] => [0, 1, 2, 3].map((i) => `cell_${from + i}`)
    const { blocks } = buildArchitecture(nasNet, 64, 20)
    expect(blocks.slice(0, 3)).toEqual(['stem', 'stem_1', 'stem_2'])
    expect(blocks.slice(3)).toEqual([...cells(0), 'reduce_4', ...cells(5), 'reduce_8', ...cells(9), 'head'])
  })
})

import { describe, expect, it } from 'vitest'
import { denseNet } from '../../../src-main/core/architectures/densenet.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('DenseNet', () => {
  // `keras.applications.DenseNet…(weights=None)`, Keras 3; the last column with 200 classes.
  it.each([
    ['121', 8_062_504, 7_978_856, 83_648, 7_242_504],
    ['169', 14_307_880, 14_149_480, 158_400, 12_975_880],
    ['201', 20_242_984, 20_013_928, 229_056, 18_706_184],
  ])('%s has the parameters of Keras Applications’ model', (variant, total, trainable, nonTrainable, withFewer) => {
    const network = buildArchitecture(denseNet, 224, 1000, { variant })
    expect(countParameters(network)).toEqual({ total, trainable, nonTrainable })
    expect(countParameters(buildArchitecture(denseNet, 64, 200, { variant })).total).toBe(withFewer)
  })

  it('takes about 2.8 thousand million multiply-adds at 224 px', () => {
    expect(countMultiplyAdds(buildArchitecture(denseNet, 224, 1000)) / 1e9).toBeCloseTo(2.83, 1)
  })

  it('keeps finer maps with the stem for small images, and the same parameters', () => {
    const [plain, fine] = [false, true].map((smallImageStem) =>
      buildArchitecture(denseNet, 64, 20, { smallImageStem }),
    ) as [ReturnType<typeof buildArchitecture>, ReturnType<typeof buildArchitecture>]
    expect([plain, fine].map(({ nodes }) => nodes.find(({ name }) => name === 'relu')?.shape)).toEqual([
      [2, 2, 1024],
      [8, 8, 1024],
    ])
    expect(countParameters(fine)).toEqual(countParameters(plain))
  })

  it('can be frozen by dense layer and transition', () => {
    const parts = [6, 12, 24, 16].flatMap((layers, index) => [
      ...Array.from({ length: layers }, (_, layer) => `conv${index + 2}_block${layer + 1}`),
      ...(index === 3 ? [] : [`pool${index + 2}`]),
    ])
    expect(buildArchitecture(denseNet, 64, 20).blocks).toEqual(['stem', ...parts, 'bn', 'head'])
  })
})

import { describe, expect, it } from 'vitest'
import { resNeXt } from '../../../src-main/core/architectures/resnext.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('ResNeXt', () => {
  // keras-applications 1.0.8 on Keras 3, without the frozen weights that select a group; the last column with 200 classes.
  it.each([
    ['50', 25_097_128, 25_028_904, 68_224, 23_457_928],
    ['101', 44_315_560, 44_177_704, 137_856, 42_676_360],
  ])('%s has the parameters of Keras Applications’ model', (variant, total, trainable, nonTrainable, withFewer) => {
    const network = buildArchitecture(resNeXt, 224, 1000, { variant })
    expect(countParameters(network)).toEqual({ total, trainable, nonTrainable })
    expect(countParameters(buildArchitecture(resNeXt, 64, 200, { variant })).total).toBe(withFewer)
  })

  it('takes about 4.2 thousand million multiply-adds at 224 px, as its paper says', () => {
    expect(countMultiplyAdds(buildArchitecture(resNeXt, 224, 1000)) / 1e9).toBeCloseTo(4.2, 0)
  })

  it('keeps finer maps with the stem for small images, and the same parameters', () => {
    const [plain, fine] = [false, true].map((smallImageStem) =>
      buildArchitecture(resNeXt, 64, 20, { smallImageStem }),
    ) as [ReturnType<typeof buildArchitecture>, ReturnType<typeof buildArchitecture>]
    expect([plain, fine].map(({ nodes }) => nodes.find(({ name }) => name === 'conv5_block3_out')?.shape)).toEqual([
      [2, 2, 2048],
      [8, 8, 2048],
    ])
    expect(countParameters(fine)).toEqual(countParameters(plain))
  })

  it('can be frozen by stem, residual block and head', () => {
    const parts = [3, 4, 6, 3].flatMap((count, stage) =>
      Array.from({ length: count }, (_, index) => `conv${stage + 2}_block${index + 1}`),
    )
    expect(buildArchitecture(resNeXt, 64, 20).blocks).toEqual(['stem', ...parts, 'head'])
  })
})

import { describe, expect, it } from 'vitest'
import { resNet } from '../../../src-main/core/architectures/resnet.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

describe('ResNet', () => {
  // `keras.applications.ResNet…(weights=None).count_params()`, Keras 3.
  it.each([
    ['50', 25_636_712, 53_120],
    ['101', 44_707_176, 105_344],
    ['152', 60_419_944, 151_424],
  ])('%s has the parameters of Keras Applications’ model', (variant, total, nonTrainable) => {
    const network = buildArchitecture(resNet, 224, 1000, { variant })
    expect(countParameters(network)).toEqual({ total, trainable: total - nonTrainable, nonTrainable })
  })

  it('takes about 3.9 thousand million multiply-adds at 224 px', () => {
    expect(countMultiplyAdds(buildArchitecture(resNet, 224, 1000)) / 1e9).toBeCloseTo(3.86, 1)
  })

  it('keeps finer maps with the stem for small images, and the same parameters', () => {
    const [plain, fine] = [false, true].map((smallImageStem) =>
      buildArchitecture(resNet, 64, 20, { smallImageStem }),
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
    expect(buildArchitecture(resNet, 64, 20).blocks).toEqual(['stem', ...parts, 'head'])
  })
})

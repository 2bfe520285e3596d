import { describe, expect, it } from 'vitest'
import { catalog } from '../../../src-main/core/catalog.ts'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { mobileNetV2 } from '../../../src-main/core/architectures/mobilenet-v2.ts'
import { smallCnn } from '../../../src-main/core/architectures/small-cnn.ts'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import type { ParamValue } from '../../../src-main/contract/method.ts'
import type { Architecture } from '../../../src-main/core/methods.ts'
import { countMultiplyAdds, countParameters } from '../../../src-main/core/network/count.ts'
import type { Network } from '../../../src-main/core/network/network.ts'

function build(
  architecture: Architecture,
  size: number,
  classes: number,
  given: Record<string, ParamValue> = {},
): Network {
  return architecture.build(resolveParams(architecture, given), { inputShape: [size, size, 3], classes })
}

describe('MobileNetV2', () => {
  it("has the parameters of Keras Applications' model", () => {
    expect(countParameters(build(mobileNetV2, 224, 1000))).toEqual({
      total: 3_538_984,
      trainable: 3_504_872,
      nonTrainable: 34_112,
    })
    expect(countParameters(build(mobileNetV2, 64, 200)).total).toBe(2_514_184)
  })

  // `keras.applications.MobileNetV2(alpha=…, weights=None).count_params()`, Keras 3.15.1.
  it.each([
    [0.35, 1_691_208],
    [0.5, 1_987_224],
    [0.75, 2_663_064],
    [1.3, 5_431_048],
    [1.4, 6_156_712],
  ])('rounds the channels for alpha %f as Keras does', (alpha, total) => {
    expect(countParameters(build(mobileNetV2, 224, 1000, { alpha })).total).toBe(total)
  })

  it('takes about 300 million multiply-adds at 224 px, as its paper says', () => {
    expect(countMultiplyAdds(build(mobileNetV2, 224, 1000)) / 1e6).toBeCloseTo(300.8, 0)
  })

  it('keeps finer maps with the stem for small images, and the same parameters', () => {
    const [plain, fine] = [build(mobileNetV2, 64, 20), build(mobileNetV2, 64, 20, { smallImageStem: true })]
    const shapeOf = ({ nodes }: Network, name: string): readonly number[] | undefined =>
      nodes.find((node) => node.name === name)?.shape
    expect([shapeOf(plain, 'out_relu'), shapeOf(fine, 'out_relu')]).toEqual([
      [2, 2, 1280],
      [4, 4, 1280],
    ])
    expect(countParameters(fine)).toEqual(countParameters(plain))
  })

  it('can be frozen by stem, block and head', () => {
    const { blocks } = build(mobileNetV2, 64, 20)
    const bottlenecks = Array.from({ length: 16 }, (_, i) => `block_${i + 1}`)
    expect(blocks).toEqual(['stem', 'expanded_conv', ...bottlenecks, 'Conv_1', 'head'])
  })
})

describe('small CNN', () => {
  it('counts its parameters', () => {
    // 3 → 16 → 32 → 64 channels, 3×3 without bias, four values of batch normalization each, 64 × 8 + 8 in the head.
    const convolutions = 9 * (3 * 16 + 16 * 32 + 32 * 64)
    const perChannel = 16 + 32 + 64
    expect(countParameters(build(smallCnn, 32, 8))).toEqual({
      total: convolutions + 4 * perChannel + 64 * 8 + 8,
      trainable: convolutions + 2 * perChannel + 64 * 8 + 8,
      nonTrainable: 2 * perChannel,
    })
  })
})

const variants = architectures.flatMap((architecture) => {
  const { variant } = architecture.params
  const values = variant?.kind === 'choice' ? variant.options.map(({ value }) => ({ variant: value })) : [{}]
  return values.map((given) => ({ name: [architecture.id, ...Object.values(given)].join(' '), architecture, given }))
})

describe('every architecture', () => {
  it.each(variants)('$name takes images from 32 px, of odd and oblong shapes, in colour and grey', (one) => {
    const { architecture, given } = one
    for (const smallImageStem of 'smallImageStem' in architecture.params ? [false, true] : [null]) {
      const values = resolveParams(architecture, { ...given, ...(smallImageStem !== null && { smallImageStem }) })
      for (const inputShape of [
        [32, 32, 3],
        [33, 47, 3],
        [64, 64, 1],
        [75, 64, 3],
      ] as const) {
        const { weights, statistics, classes, nodes } = architecture.build(values, { inputShape, classes: 7 })
        const paths = [...weights, ...statistics].map(({ path }) => path)
        expect(new Set(paths).size).toBe(paths.length)
        expect(classes).toBe(7)
        expect(nodes.every(({ shape }) => shape.every((length) => length >= 1))).toBe(true)
      }
    }
  })

  // Keras's own by default; the networks that were made for 32 px have it as they are.
  it.each(variants)('$name has a finer last map with the stem for small images, and the same weights', (one) => {
    const { architecture, given } = one
    if (!('smallImageStem' in architecture.params)) return
    const [coarse, fine] = [false, true].map((smallImageStem) =>
      build(architecture, 64, 20, { ...given, smallImageStem }),
    ) as [Network, Network]
    expect(fine.weights.map(({ path, shape }) => [path, shape])).toEqual(
      coarse.weights.map(({ path, shape }) => [path, shape]),
    )
    const [before, after] = [coarse, fine].map(
      ({ nodes }) => nodes.findLast(({ shape }) => shape.length === 3)?.shape[0],
    )
    expect(after).toBeGreaterThanOrEqual(2 * (before as number))
  })

  it.each(architectures)('$id has a rate and a batch to begin with', ({ defaults }) => {
    expect(catalog.optimizers.map(({ id }) => id)).toContain(defaults.optimizer)
    expect(defaults.learningRate).toBeGreaterThan(0)
    expect(defaults.batchSize).toBeGreaterThan(1)
  })
})

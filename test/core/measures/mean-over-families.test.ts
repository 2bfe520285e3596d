import { describe, expect, it } from 'vitest'
import { bootstrapInterval } from '../../../src-main/core/measures/bootstrap.ts'
import {
  compareOverFamilies,
  meanOverFamilies,
  type FamilyOutcomes,
} from '../../../src-main/core/measures/mean-over-families.ts'

/** By image: `r` right, `w` wrong, `-` not seen. */
const under = (family: FamilyOutcomes['family'], images: string): FamilyOutcomes => ({
  family,
  outcomes: Uint8Array.from(images, (image) => '-wr'.indexOf(image)),
})

describe('the mean over families', () => {
  it('weighs every family alike, however many conditions it has', () => {
    // The docstring's example.
    const found = meanOverFamilies([under('fog', 'rrww'), under('fog', 'rwww'), under('snow', 'rwww')])
    expect(found).toMatchObject({
      ...{ n: 4, mean: 0.3125 },
      families: [
        { family: 'fog', conditions: 2, mean: 0.375 },
        { family: 'snow', conditions: 1, mean: 0.25 },
      ],
    })
    expect(found?.scores).toEqual(Float64Array.of(1, 0.25, 0, 0))
  })

  it('rests on the images that all conditions saw', () => {
    expect(meanOverFamilies([under('fog', 'r-wr'), under('snow', 'wwr')])).toMatchObject({ n: 2, mean: 0.5 })
    expect(meanOverFamilies([under('fog', 'r-'), under('snow', '-r')])).toBeNull()
    expect(meanOverFamilies([])).toBeNull()
  })

  it('takes as many families as there are, on as many images as these allow', () => {
    const seen = (n: number): string => 'r'.repeat(n).padEnd(1000, '-')
    const given = [
      ...[under('fog', seen(1000)), under('snow', seen(500)), under('snow', seen(200))],
      under('frost', seen(20)),
    ]
    expect(meanOverFamilies(given)).toMatchObject({
      ...{ n: 500, mean: 1 },
      families: [
        { family: 'fog', conditions: 1 },
        { family: 'snow', conditions: 1 },
      ],
    })
    expect(compareOverFamilies(given, given)).toMatchObject({ n: 500, families: ['fog', 'snow'] })
  })

  it('compares two models image by image, so that what they share does not widen the interval', () => {
    const easy = 'r'.repeat(60) + 'w'.repeat(40)
    const found = compareOverFamilies([under('fog', easy)], [under('fog', `${easy.slice(0, 90)}rrrrrrrrrr`)])
    expect(found).toMatchObject({ n: 100, families: ['fog'], means: [0.6, 0.7] })
    expect(found?.difference).toBeCloseTo(0.1, 12)
    // Of a binomial(100, 0.1): 0.10 ± 0.06; two unpaired means would differ by ± 0.13.
    const intervalOf = (values: Float64Array = new Float64Array(0)) =>
      bootstrapInterval({ values, columns: 1 }, ([mean]) => mean ?? 0)
    const [low, high] = intervalOf(found?.differences) ?? [0, 1]
    expect(low).toBeGreaterThan(0.03)
    expect(high).toBeLessThan(0.19)
    const same = compareOverFamilies([under('fog', easy)], [under('fog', easy)])
    expect([same?.difference, intervalOf(same?.differences)]).toEqual([0, [0, 0]])
  })
})

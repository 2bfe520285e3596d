import { describe, expect, it } from 'vitest'
import { effectOf, type MeasuredSettings } from '../../../src-main/core/measures/effects.ts'

/** Accuracy 0.5, + 0.1 with the larger rate, + 0.02 with the second decay, + a hundredth of the seed. */
const grid: MeasuredSettings[] = [0.01, 0.1].flatMap((rate) =>
  [0, 0.001].flatMap((decay) =>
    [0, 1, 2].map((seed) => ({
      settings: { rate, decay },
      seed,
      value: 0.5 + (rate === 0.1 ? 0.1 : 0) + (decay === 0 ? 0 : 0.02) + seed / 100,
    })),
  ),
)

describe('the effect of a setting', () => {
  it('is what it adds over everything else, with n of runs, settings and seeds', () => {
    const { levels, span } = effectOf('rate', grid, 'larger')
    expect(levels.map(({ label, runs, settings, seeds }) => [label, runs, settings, seeds])).toEqual([
      ['0.01', 6, 2, 3],
      ['0.1', 6, 2, 3],
    ])
    expect(levels[0]?.mean).toBeCloseTo(0.52, 12)
    // Seeds' means 0.51, 0.52, 0.53: t 4.30265 · 0.01 / √3.
    expect(levels[0]?.interval?.[0]).toBeCloseTo(0.52 - 0.02484, 4)
    expect(span).toMatchObject({ best: '0.1', worst: '0.01' })
    expect(span?.difference).toBeCloseTo(0.1, 12)
    // Every seed gains the same: paired, nothing is left to doubt.
    expect(span?.interval?.[0]).toBeCloseTo(0.1, 9)
    expect(effectOf('rate', grid, 'smaller').span?.best).toBe('0.01')
  })

  it('has no interval with one seed', () => {
    const one = grid.filter(({ seed }) => seed === 0)
    const { levels, span } = effectOf('decay', one, 'larger')
    expect(levels.every(({ interval, seeds }) => interval === null && seeds === 1)).toBe(true)
    expect(span?.interval).toBeNull()
  })

  it('takes many numbers in thirds, and ranks settings, not runs', () => {
    const many = Array.from({ length: 24 }, (_, index): MeasuredSettings => ({
      settings: { rate: 2 ** (index >> 1) },
      seed: index & 1,
      value: (index >> 1) / 100,
    }))
    const { levels, rank } = effectOf('rate', many, 'larger')
    expect(levels.map(({ label, settings }) => [label, settings])).toEqual([
      ['1 to 8', 4],
      ['16 to 128', 4],
      ['256 to 2048', 4],
    ])
    expect(rank).toMatchObject({ correlation: 1, n: 12 })
  })

  it('leaves out runs without the setting, and ranks no words', () => {
    const mixed: MeasuredSettings[] = [
      { settings: { kind: 'a', only: 1 }, seed: 0, value: 1 },
      { settings: { kind: 'b' }, seed: 0, value: 2 },
    ]
    expect(effectOf('only', mixed, 'larger')).toMatchObject({
      levels: [{ label: '1', runs: 1 }],
      span: null,
      rank: null,
    })
    expect(effectOf('kind', mixed, 'larger').rank).toBeNull()
  })
})

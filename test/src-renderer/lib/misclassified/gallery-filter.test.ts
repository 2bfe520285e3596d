import { describe, expect, it } from 'vitest'
import { filterParts, partText } from '../../../../src-renderer/lib/misclassified/filter-parts.ts'
import {
  asQuestion,
  noFilter,
  readFilter,
  rightClassWrongPlace,
  unscored,
  withFilter,
  type GalleryFilter,
} from '../../../../src-renderer/lib/misclassified/gallery-filter.ts'

const filter = {
  ...noFilter,
  truth: [2, 0],
  confidence: [0.45, null],
  margin: [-3, -0.5],
  sort: 'confidence',
  isDescending: true,
} as const

describe('filter of the gallery', () => {
  it('comes back from the address as it went in, beside what belongs to others', () => {
    const query = withFilter({ runs: 'a,b', predicted: '9' }, filter)
    expect(query).toEqual({ runs: 'a,b', true: '2,0', confidence: '0.45~', margin: '-3~-0.5', sort: '-confidence' })
    expect(readFilter(query)).toEqual(filter)
    expect(withFilter({ flip: 'fixed' }, noFilter)).toEqual({})
  })

  it('keeps picked images and a score of their maps, and asks for both', () => {
    const scored: GalleryFilter = {
      ...{ ...filter, images: [7, 3], score: 'driftCorrelation', scoredBy: 'gradient:sign=signed' },
      scoreRange: [null, 0.5],
      sort: 'score',
    }
    expect(readFilter(withFilter({}, scored))).toEqual(scored)
    expect(asQuestion(scored, '7', null)).toMatchObject({
      images: [7, 3],
      scored: { method: 'gradient:sign=signed', score: 'driftCorrelation', bounds: [-1e30, 0.5] },
      sort: 'score',
    })
    expect(filterParts(scored, []).map(partText).slice(-2)).toEqual([
      'picked 2',
      'drift (rank correlation) of gradient ≤ 0.5',
    ])
    expect(asQuestion(unscored(scored), '7', null)).not.toHaveProperty('scored')
    expect(unscored(scored)).toMatchObject({ images: [7, 3], sort: 'image' })
    expect(readFilter({ sort: 'score' }).sort).toBe('image')
  })

  it('lists what is recognised by something beside the object', () => {
    expect(asQuestion(rightClassWrongPlace(noFilter, 'gradient'), '7', null)).toMatchObject({
      outcome: 'correct',
      scored: { method: 'gradient', score: 'energy', bounds: [-1e30, 1 / 3] },
      sort: 'score',
    })
  })

  it('falls back to its defaults where the address was written by hand and is wrong', () => {
    expect(readFilter({ outcome: 'bad', flip: 'sideways', true: 'x,-1', confidence: 'a~b', sort: '-name' })).toEqual({
      ...noFilter,
      isDescending: true,
    })
  })

  it('asks for both ends of a range, and lets a flip decide what is right and wrong', () => {
    expect(asQuestion(filter, '7', null)).toMatchObject({ outcome: 'misclassified', confidence: [0.45, 1] })
    const flipped = asQuestion({ ...noFilter, flip: 'fixed' }, '7', '3')
    expect(flipped).toMatchObject({ against: '3', flip: 'fixed', outcome: 'all' })
    expect(asQuestion({ ...noFilter, flip: 'fixed' }, '7', null)).not.toHaveProperty('flip')
  })

  it('is told in words, each part removable', () => {
    const parts = filterParts(filter, ['broom', 'sock', 'oboe'])
    expect(parts.map(partText)).toEqual(['wrong', 'true is oboe, broom', 'confidence ≥ 0.45', 'margin −3 to −0.5'])
    expect(parts[1]?.without).toEqual({ ...filter, truth: [] })
    expect(parts.some((part) => part.isVanished)).toBe(false)
  })

  it('marks a class that the dataset does not have', () => {
    const [, part] = filterParts({ ...noFilter, predicted: [40] }, ['broom'])
    expect(part).toMatchObject({ value: 'class 40', isVanished: true })
  })
})

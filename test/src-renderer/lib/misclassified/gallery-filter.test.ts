import { describe, expect, it } from 'vitest'
import { filterParts, partText } from '../../../../src-renderer/lib/misclassified/filter-parts.ts'
import {
  asQuestion,
  noFilter,
  readFilter,
  withFilter,
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

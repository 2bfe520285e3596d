import { describe, expect, it } from 'vitest'
import { nothingToSee } from '../../src-main/contract/map-words.ts'

const nothing = { min: 0, max: 0 }

describe('a map that shows nothing', () => {
  it('is told in words, by the side of the evidence that it keeps', () => {
    const of = (sign: string) => nothingToSee({ id: 'gradient', params: { sign } }, nothing, 4096, '"oboe"')
    expect(of('positive')).toBe('No positive evidence for "oboe" in this image: all 4,096 values are zero or below.')
    expect(of('negative')).toBe('No negative evidence for "oboe" in this image: all 4,096 values are zero or above.')
    expect(of('signed')).toBe('No evidence for "oboe" in this image: all 4,096 values are zero.')
  })

  it('is one whose values are all the same, as those of a constant model', () => {
    const choice = { id: 'rise', params: {} }
    expect(nothingToSee(choice, { min: 0.5, max: 0.5 }, 9, '"oboe"')).toBe(
      'This map tells no place from another: all 9 values are 0.500.',
    )
    expect(nothingToSee(choice, { min: 0, max: 1e-9 }, 9, '"oboe"')).toBeNull()
  })
})

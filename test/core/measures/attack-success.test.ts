import { describe, expect, it } from 'vitest'
import { attackSuccess } from '../../../src-main/core/measures/attack-success.ts'

describe('attackSuccess', () => {
  it('is over the images that were right before', () => {
    expect(attackSuccess({ broken: 60, bothRight: 20 })).toMatchObject({ value: 0.75, correct: 60, n: 80 })
  })

  it('is unknown where none was', () => expect(attackSuccess({ broken: 0, bothRight: 0 })).toBeNull())
})

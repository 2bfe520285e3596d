import { describe, expect, it } from 'vitest'
import { readSeeds, readSwept } from '../../src-main/contract/read-swept.ts'

describe('values as they are typed', () => {
  it('are lists', () => {
    expect(readSwept('epochs', '5,10')).toEqual({ values: [5, 10] })
    expect(readSwept('objective.params.epsilon', '2/255, 8/255')).toEqual({ values: [2 / 255, 8 / 255] })
    expect(readSwept('deterministic', 'true,false')).toEqual({ values: [true, false] })
    expect(readSwept('objective', 'trades:beta=6,steps=3,mart')).toEqual({ values: ['trades:beta=6,steps=3', 'mart'] })
    expect(readSwept('augmentations', '[[],["flip"]]')).toEqual({ values: [[], ['flip']] })
  })

  it('are ranges', () => {
    const range = { min: 1e-4, max: 1e-1, scale: 'log' }
    expect(readSwept('weightDecay', 'log:1e-4..1e-1')).toEqual(range)
    expect(readSwept('weightDecay', 'log:1e-4..1e-1:4')).toEqual({ ...range, count: 4 })
    expect(readSwept('weightDecay', '0..1:step=0.25')).toEqual({ min: 0, max: 1, scale: 'linear', step: 0.25 })
    expect(readSwept('objective.params.epsilon', '1/255..8/255')).toMatchObject({ min: 1 / 255, max: 8 / 255 })
    expect(() => readSwept('epochs', 'few..many')).toThrow('expects two numbers')
    expect(() => readSwept('epochs', '1..9:1.5')).toThrow('a whole number of points')
  })

  it('are none where one value is set', () => {
    for (const text of ['5', 'sgd:learningRate=0.1,momentum=0.9', '["flip"]', 'null', '"5,10"']) {
      expect(readSwept('augmentations', text)).toBeNull()
    }
  })

  it('are seeds', () => {
    expect(readSeeds('0,1,2')).toEqual([0, 1, 2])
    expect(readSeeds('3..5')).toEqual([3, 4, 5])
    expect(() => readSeeds('0,one')).toThrow('Seeds are whole numbers')
  })
})

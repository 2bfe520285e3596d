import { describe, expect, it } from 'vitest'
import { accuracyPerClass, proportion } from '../../../src-main/core/measures/accuracy.ts'

describe('proportion', () => {
  it('has its interval, and is unknown of no images', () => {
    const { value, interval } = proportion(584, 1000) ?? { value: 0, interval: [0, 0] }
    expect(value).toBe(0.584)
    expect(interval.map((bound) => Number(bound.toFixed(4)))).toEqual([0.5532, 0.6142])
    expect(proportion(0, 0)).toBeNull()
  })
})

describe('accuracyPerClass', () => {
  it('is the recall of each class', () => {
    const cells = [
      { truth: 0, predicted: 0, count: 8 },
      { truth: 0, predicted: 1, count: 2 },
      { truth: 1, predicted: 1, count: 1 },
      { truth: 1, predicted: 0, count: 3 },
    ]
    const [cats, dogs, none] = accuracyPerClass(cells, 3)
    expect(cats).toMatchObject({ value: 0.8, correct: 8, n: 10 })
    expect(dogs).toMatchObject({ value: 0.25, correct: 1, n: 4 })
    expect(none).toBeNull()
  })
})

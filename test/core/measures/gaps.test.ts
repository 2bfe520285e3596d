import { describe, expect, it } from 'vitest'
import { generalizationGap, robustOverfitting } from '../../../src-main/core/measures/gaps.ts'

describe('generalizationGap', () => {
  it('is training minus validation accuracy, with the interval of different images', () => {
    const { difference, interval } = generalizationGap([978, 1000], [486, 1000])
    expect(difference).toBeCloseTo(0.492, 12)
    // From the Wilson intervals [0.96692, 0.98542] and [0.45515, 0.51696].
    expect(interval[0]).toBeCloseTo(0.492 - Math.hypot(0.978 - 0.96692, 0.51696 - 0.486), 4)
    expect(interval[1]).toBeCloseTo(0.492 + Math.hypot(0.98542 - 0.978, 0.486 - 0.45515), 4)
  })
})

describe('robustOverfitting', () => {
  // Rice et al. 2020, robust test error at best and last, from their logs.
  it.each([
    [46.5, 54.4, 7.9],
    [43.2, 51.4, 8.2],
    [28.4, 31.8, 3.4],
    [71.9, 78.1, 6.2],
    [39, 45.7, 6.7],
  ])('of errors %d %% at best and %d %% at last', (best, last, points) => {
    expect(robustOverfitting(1 - best / 100, 1 - last / 100) * 100).toBeCloseTo(points, 10)
  })
})

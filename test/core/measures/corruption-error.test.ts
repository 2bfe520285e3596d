import { describe, expect, it } from 'vitest'
import { corruptionError, relativeCorruptionError } from '../../../src-main/core/measures/corruption-error.ts'

// AlexNet's mean errors on ImageNet-C, as google-research/augmix lists them, and the CE that Hendrycks and Dietterich 2019
// print of ResNet-50 (times 100), whose mean they give as 76.7, from unrounded ones: of these it is 76.87.
const alexNet = [
  ...[0.886428, 0.894468, 0.92264, 0.81988, 0.826268, 0.785948, 0.79836, 0.866816, 0.826572, 0.819324],
  ...[0.564592, 0.853204, 0.646056, 0.71784, 0.6065],
]
const resNet50 = [80, 82, 83, 75, 89, 78, 80, 78, 75, 66, 57, 71, 85, 77, 77]

describe('corruption errors', () => {
  it('are held against a reference by sums over severities', () => {
    expect(corruptionError([0.2, 0.4], [0.3, 0.5])).toBeCloseTo(0.75, 12)
    expect(relativeCorruptionError([0.2, 0.4], 0.1, [0.3, 0.5], 0.2)).toBeCloseTo(1, 12)
  })

  it('give the published mCE of ResNet-50 against AlexNet', () => {
    const errors = resNet50.map((percent, type) => (percent / 100) * (alexNet[type] as number))
    const ces = errors.map((error, type) => corruptionError([error], [alexNet[type] as number]))
    const mce = (100 * ces.reduce((sum, ce) => sum + ce, 0)) / ces.length
    expect(Math.abs(mce - 76.7)).toBeLessThan(0.3)
    expect(alexNet.map((error) => corruptionError([error], [error]))).toEqual(alexNet.map(() => 1))
  })
})

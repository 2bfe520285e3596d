import { describe, expect, it } from 'vitest'
import {
  fixedNumber,
  signedNumber,
  threeDigits,
  valueRange,
} from '../../../../src-renderer/lib/misclassified/format-map.ts'

describe('numbers of maps and images', () => {
  it('have a real minus sign', () => {
    expect([fixedNumber(0.9112), fixedNumber(-0.87), signedNumber(0.594), signedNumber(-2)]).toEqual([
      '0.91',
      '−0.87',
      '+0.594',
      '−2.000',
    ])
  })

  it('keep three digits, and powers of ten where they are very small or large', () => {
    expect(valueRange(-0.07912, 0)).toBe('−0.0791 to 0')
    expect([threeDigits(4.2e-7), threeDigits(-123456)]).toEqual(['4.2 × 10^-7'.replace('-', '−'), '−1.23 × 10^5'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  duration,
  fullInterval,
  halfWidth,
  parameterCount,
  percent,
  pixelValue,
  plainNumber,
  probability,
  signedPoints,
} from '../../../src-renderer/lib/format.ts'
import { wilson } from '../../../src-renderer/lib/compare/wilson.ts'

describe('format', () => {
  it('writes percent with one decimal and a narrow no-break space', () => {
    expect(percent(0.584)).toBe('58.4\u202f%')
  })

  it('writes the interval as its wider side, and whole with n', () => {
    // The roots p of (p − 0.584)² = z² p (1 − p) / 1000 (Wilson 1927), found by bisection.
    const interval = wilson(584, 1000)
    expect(interval[0]).toBeCloseTo(0.553186, 6)
    expect(interval[1]).toBeCloseTo(0.614171, 6)
    expect(halfWidth(0.584, interval)).toBe('±3.1')
    expect(fullInterval(0.584, interval, 1000)).toBe('58.4\u202f% [55.3, 61.4], n = 1,000')
  })

  it('signs differences with a real minus, and zero not at all', () => {
    expect(signedPoints(-0.058)).toBe('−5.8')
    expect(signedPoints(0.107)).toBe('+10.7')
    expect(signedPoints(-0.0001)).toBe('0.0')
    expect(signedPoints(0)).toBe('0.0')
  })

  it('gives p three decimals and a bound below them', () => {
    expect(probability(0.0163)).toBe('0.016')
    expect(probability(1e-9)).toBe('< 0.001')
  })

  it.each([
    [9_000, '9 s'],
    [82_000, '1 min 22 s'],
    [54 * 60_000, '54 min'],
    [171 * 60_000, '2 h 51'],
    [76 * 3_600_000, '3 d 4 h'],
  ])('writes %i ms as %s', (ms, text) => expect(duration(ms)).toBe(text))

  it.each([
    [2 / 255, '2/255'],
    [1.29 / 255, '1.29/255'],
    [0.1, '0.1'],
    [64 / 255, '64/255'],
    [1.5, '1.5'],
  ])('writes the pixel value %d as %s', (value, text) => expect(pixelValue(value)).toBe(text))

  it('shortens counts and plain numbers', () => {
    expect([parameterCount(2_257_984), parameterCount(999_600), parameterCount(48_210), parameterCount(12)]).toEqual([
      '2.3 M',
      '1.0 M',
      '48 k',
      '12',
    ])
    expect(plainNumber(-0.123456)).toBe('−0.1235')
  })
})

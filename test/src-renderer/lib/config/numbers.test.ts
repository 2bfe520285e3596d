import { describe, expect, it } from 'vitest'
import { catalog } from '../../../../src-main/core/catalog.ts'
import type { NumberParam } from '../../../../src-renderer/lib/config/fields.ts'
import {
  numberText,
  rangeText,
  readNumber,
  readSweep,
  shownUnit,
  sliderScale,
} from '../../../../src-renderer/lib/config/numbers.ts'

const param = (change: Partial<NumberParam>): NumberParam => ({
  kind: 'number',
  default: 0,
  min: 0,
  max: 1,
  integer: false,
  nullable: false,
  unit: null,
  display: 'plain',
  help: '',
  ...change,
})
const pixel = param({ display: 'pixel', unit: 'pixel value' })
const share = param({ display: 'percent' })
const everyNumber = Object.values(catalog)
  .flat()
  .flatMap((entry) => Object.entries(entry.params).map(([name, known]) => ({ where: `${entry.id}.${name}`, known })))
  .flatMap(({ where, known }) => (known.kind === 'number' ? [{ where, known }] : []))

describe('numbers of the form', () => {
  it('shows and reads pixel values in 1/255', () => {
    expect(numberText(pixel, 8 / 255)).toBe('8')
    expect(readNumber(pixel, '8')).toBe(8 / 255)
    expect(readNumber(pixel, '0.5')).toBe(0.5 / 255)
    expect(readNumber(pixel, '8/255')).toBe(8 / 255)
    expect(shownUnit(pixel)).toBe('/255')
    expect(rangeText(pixel)).toBe('0 to 255/255')
  })

  it('shows and reads shares in percent', () => {
    expect(numberText(share, 0.012)).toBe('1.2')
    expect(readNumber(share, '1.2 %')).toBe(0.012)
    expect(rangeText(share)).toBe('0 to 100 %')
  })

  it('reads back what it shows, for every number of the catalog', () => {
    for (const { where, known } of everyNumber) {
      const text = numberText(known, known.default)
      expect(readNumber(known, text), where).toEqual(known.default)
    }
  })

  it('takes nothing as none where that is a value, and keeps text that is no number', () => {
    expect(readNumber(param({ nullable: true }), ' ')).toBeNull()
    expect(readNumber(param({}), ' ')).toBe('')
    expect(readNumber(param({}), 'abc')).toBe('abc')
  })

  it('reads several values as a sweep, each once', () => {
    expect(readSweep(param({}), '0.1, 0.2, 0.5')).toEqual([0.1, 0.2, 0.5])
    expect(readSweep(pixel, '1, 2')).toEqual([1 / 255, 2 / 255])
    expect(readSweep(param({}), '0.1, 0.1')).toEqual([0.1])
    expect(readSweep(param({}), '0.1,')).toBeNull()
    expect(readSweep(param({}), 'log:0.001..0.1:3')).toEqual([0.001, 0.01, 0.1])
    expect(readSweep(pixel, '2..8:4')).toEqual([2 / 255, 4 / 255, 6 / 255, 8 / 255])
    expect(readSweep(pixel, '2/255..8/255:2')).toEqual([2 / 255, 8 / 255])
    expect(readSweep(param({ integer: true }), '2..4')).toEqual([2, 3, 4])
    expect(readSweep(param({}), '0.1..')).toBeNull()
    // A grid needs points.
    expect(readSweep(param({}), '0.1..0.2')).toBeNull()
  })

  it('gives a slider to ranges that a person can drag, and every position of it is a valid value', () => {
    expect(sliderScale(param({ max: 1000 }))).toBeNull()
    for (const { where, known } of everyNumber) {
      const scale = sliderScale(known)
      if (!scale) continue
      for (const position of [scale.min, scale.min + scale.step, scale.max]) {
        const value = scale.toValue(position)
        expect(value, where).toBeGreaterThanOrEqual(known.min - 1e-12)
        expect(value, where).toBeLessThanOrEqual(known.max + 1e-12)
        if (known.integer) expect(Number.isInteger(value), where).toBe(true)
      }
    }
  })
})

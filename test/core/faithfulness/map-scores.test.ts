import { describe, expect, it } from 'vitest'
import { drift } from '../../../src-main/core/faithfulness/drift.ts'
import { energyInBox } from '../../../src-main/core/faithfulness/energy-in-box.ts'
import { pointingGame } from '../../../src-main/core/faithfulness/pointing-game.ts'
import { randomisationCheck } from '../../../src-main/core/faithfulness/randomisation.ts'

const map = (width: number, ...values: number[]) => ({
  height: values.length / width,
  width,
  values: Float32Array.from(values),
})
const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom })

describe('the pointing game', () => {
  const peak = map(4, ...[0, 0, 0, 0], ...[0, 0, 5, 0], ...[0, 0, 0, 0])

  it('is won where the largest value lies in the box, or as near as is tolerated', () => {
    expect(pointingGame(peak, box(2, 1, 3, 2), 0)).toBe(true)
    expect(pointingGame(peak, box(0, 0, 2, 3), 0)).toBe(false)
    // The pixel's centre is half a pixel beside that box.
    expect(pointingGame(peak, box(0, 0, 2, 3), 0.5)).toBe(true)
  })

  it('takes a tolerance in proportion to the image: about two of 64 pixels', () => {
    const values = new Float32Array(64 * 64)
    values[0] = 1
    const pointed = { height: 64, width: 64, values }
    expect(pointingGame(pointed, box(2, 0, 64, 64))).toBe(true)
    expect(pointingGame(pointed, box(3, 0, 64, 64))).toBe(false)
  })

  it('is lost where one of several largest values lies elsewhere, and not played with a constant map', () => {
    const two = map(4, 5, 0, 0, 5)
    expect(pointingGame(two, box(0, 0, 1, 1), 0)).toBe(false)
    expect(pointingGame(two, box(0, 0, 4, 1), 0)).toBe(true)
    expect(pointingGame(map(2, 0, 0), box(0, 0, 1, 1))).toBeNull()
  })
})

describe('energy in the box', () => {
  it('is the share of the positive values within, with parts of pixels', () => {
    expect(energyInBox(map(2, 3, 1, -8, 0), box(0, 0, 1, 2))).toBeCloseTo(0.75, 12)
    expect(energyInBox(map(4, 1, 1, 1, 1), box(0.5, 0, 2, 1))).toBeCloseTo(0.375, 12)
  })

  it('is the share of the image for an even map, and unknown where nothing is positive', () => {
    expect(energyInBox(map(4, ...Array<number>(16).fill(2)), box(1, 1, 3, 3))).toBeCloseTo(0.25, 12)
    expect(energyInBox(map(2, 0, -1), box(0, 0, 1, 1))).toBeNull()
  })
})

describe('drift', () => {
  const rising = Float32Array.from({ length: 100 }, (_, i) => i)

  it('is none between a map and itself', () => {
    const none = drift(rising, rising)
    expect(none?.correlation).toBeCloseTo(1, 12)
    expect(none?.overlap).toBeCloseTo(1, 12)
  })

  it('counts the shared part of the top tenth', () => {
    // Of the ten largest, 90 … 99, five lose their place.
    const moved = rising.map((value) => (value >= 95 ? value - 100 : value))
    expect(drift(rising, moved)?.overlap).toBeCloseTo(0.5, 12)
    expect(drift(rising, rising.toReversed())).toEqual({ correlation: -1, overlap: 0 })
  })

  it('does not take equal pixels for the same ones: a map that is mostly zero', () => {
    const sparse = new Float32Array(100)
    sparse[0] = 1
    const other = new Float32Array(100)
    other[99] = 1
    // Nine of 99 equal pixels belong to each top: 98 of them are shared to an eleventh.
    expect(drift(sparse, other)?.overlap).toBeCloseTo((98 * (9 / 99) + 2 * (9 / 99)) / 10, 12)
    expect(drift(sparse, new Float32Array(100))).toBeNull()
  })
})

describe('the randomisation check', () => {
  it('is the mean over images whose maps have an order, of absolute values', () => {
    const signed = Float32Array.of(1, -2, 3)
    expect(
      randomisationCheck(
        [signed, signed, signed],
        [signed.map((x) => -x), Float32Array.of(3, 2, 1), new Float32Array(3)],
      ),
    ).toEqual({ correlation: 0, n: 2 })
    expect(randomisationCheck([new Float32Array(3)], [signed])).toEqual({ correlation: null, n: 0 })
  })
})

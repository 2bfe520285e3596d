import { describe, expect, it } from 'vitest'
import type { ReducedPoint } from '../../../src-main/contract/index.ts'
import { reduceToExtremes } from '../../../src-renderer/lib/reduce.ts'
import { addPoints, replaceSeries, thin } from '../../../src-renderer/lib/series.ts'
import { point } from '../support/samples.ts'

describe('addPoints', () => {
  it('keeps one point a step, in order, when streamed and fetched points overlap', () => {
    const series = new Map<string, ReducedPoint[]>()
    addPoints(series, [point('loss', 4, 0.4), point('loss', 5, 0.5)])
    addPoints(series, [point('loss', 1, 0.1), point('loss', 4, 0.44), point('loss', 2, 0.2), point('accuracy', 2, 1)])
    expect(series.get('loss')?.map(({ step, value }) => [step, value])).toEqual([
      [1, 0.1],
      [2, 0.2],
      [4, 0.44],
      [5, 0.5],
    ])
    expect(series.get('accuracy')).toHaveLength(1)
  })
})

describe('replaceSeries', () => {
  it('takes what was fetched, and of what was known only what is newer', () => {
    const series = new Map([['loss', [point('loss', 1, 9), point('loss', 3, 0.3)]]])
    replaceSeries(series, [point('loss', 1, 0.1), point('loss', 2, 0.2)])
    expect(series.get('loss')?.map(({ step, value }) => [step, value])).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
    ])
  })
})

describe('thin', () => {
  it('keeps the mean over all steps and both ends of equal widths of steps', () => {
    const raw = [5, 1, 2, 6, 4].map((value, at) => point('loss', at + 2, value))
    expect(thin(raw, 3).map(({ step, value, low, high }) => [step, value, low, high])).toEqual([
      [3, 3, 1, 5],
      [5, 4, 2, 6],
      [6, 4, undefined, undefined],
    ])
    // Six steps with a mean of 2, then two of 6.
    const uneven = [
      { ...point('loss', 6, 2), low: 0, high: 3 },
      { ...point('loss', 12, 2), low: 1, high: 9 },
      { ...point('loss', 22, 2), low: 2, high: 2 },
      { ...point('loss', 24, 6), low: 6, high: 6 },
    ]
    expect(thin(uneven, 3).at(-1)).toMatchObject({ step: 24, value: 6 })
    expect(thin(uneven, 1)).toMatchObject([{ step: 24, value: (6 * 2 + 6 * 2 + 10 * 2 + 2 * 6) / 24, low: 0, high: 9 }])
  })

  it('keeps the shape of a long series that is thinned again and again while it grows', () => {
    const valueAt = (step: number): number => Math.sin(step / 40_000)
    let known: ReducedPoint[] = []
    for (let step = 1; step <= 300_000; step++) {
      known.push(point('loss', step, valueAt(step)))
      if (known.length > 250) known = thin(known, 200)
    }
    const gaps = known.slice(1).map(({ step }, at) => step - (known[at] as ReducedPoint).step)
    expect(Math.max(...gaps)).toBeLessThan(5000)
    for (const { step, value } of known) expect(Math.abs(value - valueAt(step))).toBeLessThan(0.06)
  })

  it('leaves a series that is sparse in steps, and none', () => {
    const sparse = [100, 50_000, 100_000].map((step) => point('loss', step, 1))
    expect(thin(sparse, 10)).toEqual(sparse)
    expect(thin([], 10)).toEqual([])
  })
})

describe('reduceToExtremes', () => {
  it('loses no spike and keeps the order', () => {
    const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: x === 4321 ? 100 : x === 7777 ? -100 : 0 }))
    const reduced = reduceToExtremes(points, 100)
    expect(reduced.length).toBeLessThanOrEqual(200)
    expect(reduced).toContainEqual({ x: 4321, y: 100 })
    expect(reduced).toContainEqual({ x: 7777, y: -100 })
    expect(reduced.map(({ x }) => x)).toEqual(reduced.map(({ x }) => x).toSorted((a, b) => a - b))
  })

  it('leaves a short series as it is', () => {
    const points = [{ x: 0, y: 1 }]
    expect(reduceToExtremes(points, 100)).toEqual(points)
  })
})

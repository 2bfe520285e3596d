import { describe, expect, it } from 'vitest'
import type { MetricPoint } from '../../../src-main/contract/index.ts'
import { reduceToExtremes } from '../../../src-renderer/lib/reduce.ts'
import { addPoints } from '../../../src-renderer/lib/series.ts'
import { point } from '../support/samples.ts'

describe('addPoints', () => {
  it('keeps one point a step, in order, when streamed and fetched points overlap', () => {
    const series = new Map<string, MetricPoint[]>()
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

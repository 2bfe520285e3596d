import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { createRandom, type Random } from '../../src-main/core/random.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { readLevels, reduceFreshly } from '../support/metric-levels.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function open(): Store {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  return store
}

/** A batch as an engine sends it: some steps of some metrics, now and then one far away or one that was there before. */
function randomBatch(random: Random, from: number): MetricPoint[] {
  const start = random.uniform() < 0.2 ? random.integer(from + 1) : from
  const stride = random.uniform() < 0.2 ? 500 : 1
  return Array.from({ length: 1 + random.integer(40) }, (_, i) => {
    const step = start + i * stride
    return { name: `loss-${random.integer(3)}`, step, epoch: step / 100, value: random.uniform(-2, 5) }
  })
}

describe('levels of a series', () => {
  it('equal a fresh reduction of its points, whatever was written again after a resume', () => {
    const store = open()
    for (const seed of [1, 2, 3]) {
      const run = `run-${seed}`
      insertRun(store, run)
      const random = createRandom(seed)
      for (let batch = 0, step = 1; batch < 60; batch++) {
        const points = randomBatch(random, step)
        store.transaction(() => store.metrics.put(run, points))
        step = Math.max(step, ...points.map((point) => point.step)) + 1
      }
      expect(readLevels(store.path, run)).toEqual(reduceFreshly(store.metrics.ofRun(run)))
    }
  })

  it('give means between extremes, at most as many as were asked for', () => {
    const store = open()
    const { metrics } = store
    const value = (step: number): number => step + (step === 500 ? 1e6 : 0)
    const points = Array.from({ length: 1000 }, (_, i) => ({
      name: 'loss',
      step: i + 1,
      epoch: (i + 1) / 100,
      value: value(i + 1),
    }))
    store.transaction(() => metrics.put('a', points))
    const reduced = metrics.reducedSeries('a', 'loss', 102)
    expect(reduced).toHaveLength(101)
    expect(reduced.slice(0, 2)).toEqual([
      { name: 'loss', step: 5, epoch: 0.05, value: 5, low: 1, high: 9 },
      { name: 'loss', step: 15, epoch: expect.closeTo(0.145, 12) as number, value: 14.5, low: 10, high: 19 },
    ])
    // One outlier among 1,000 points stays visible.
    expect(reduced[50]).toMatchObject({ value: 100_504.5, low: 501, high: 1_000_500 })
    expect(metrics.reducedSeries('a', 'loss', 1000)).toEqual(points)
    expect(metrics.reducedSeries('a', 'nothing', 10)).toEqual([])
  })

  it('keep to the limit and to the extremes for series of any shape', () => {
    const store = open()
    const { metrics } = store
    const random = createRandom(5)
    const shapes = { dense: 1, sparse: 700, odd: 13 }
    for (const [name, stride] of Object.entries(shapes)) {
      const points = Array.from({ length: 3000 }, (_, i) => ({
        name,
        step: 7 + i * stride,
        epoch: i,
        value: random.uniform(),
      }))
      store.transaction(() => metrics.put('a', points))
      const values = metrics.series('a', name).map(({ value }) => value)
      for (const maxPoints of [10, 11, 99, 500, 1000, 2999]) {
        const reduced = metrics.reducedSeries('a', name, maxPoints)
        expect(reduced.length).toBeLessThanOrEqual(maxPoints)
        expect(reduced.length).toBeGreaterThan(maxPoints / 3)
        expect(Math.min(...reduced.map(({ low = 2 }) => low))).toBe(Math.min(...values))
        expect(Math.max(...reduced.map(({ high = -1 }) => high))).toBe(Math.max(...values))
        const steps = reduced.map(({ step }) => step)
        expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b))
      }
    }
  })

  it('go with their run', () => {
    const store = open()
    store.metrics.put('a', [{ name: 'loss', step: 1, epoch: 0, value: 1 }])
    expect(readLevels(store.path, 'a')).toHaveLength(6)
    store.runs.remove('a')
    expect(readLevels(store.path, 'a')).toEqual([])
  })
})

import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { betterValue, type MetricPoint } from '../../src-main/contract/index.ts'
import { createRandom } from '../../src-main/core/random.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const names = ['validation-accuracy', 'attacked-train-loss', 'batch-accuracy', 'loss']

function open(): Store {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  for (const run of ['a', 'b', 'c']) insertRun(store, run)
  return store
}

const put = (store: Store, run: string, points: readonly MetricPoint[]): void => {
  store.metrics.put(run, points)
  store.metricSummaries.put(run, points)
}

/** What the points themselves say. */
function reduced(store: Store, run: string): unknown {
  const series = names.map((name) => store.metrics.series(run, name)).filter((points) => points.length > 0)
  const best = series.flatMap((points) => {
    const direction = betterValue(points[0]?.name ?? '')
    if (direction === null) return []
    const sign = direction === 'larger' ? -1 : 1
    const [{ name, value, epoch } = points[0] as MetricPoint] = points.toSorted((a, b) => sign * (a.value - b.value))
    return [[name, { value, epoch }] as const]
  })
  const latest = series.map((points) => [points[0]?.name, points.at(-1)?.value] as const)
  return { latest: Object.fromEntries(latest), best: Object.fromEntries(best) }
}

describe('summaries of metrics', () => {
  it('know the newest value of every metric, and the first best of those of an epoch', () => {
    const store = open()
    const point = (name: string, step: number, value: number) => ({ name, step, epoch: step / 10, value })
    expect(store.metricSummaries.ofRun('a')).toEqual({ latest: {}, best: {} })
    put(store, 'a', [point('validation-accuracy', 10, 0.4), point('validation-accuracy', 20, 0.6), point('loss', 1, 3)])
    put(store, 'a', [point('validation-accuracy', 30, 0.6), point('validation-loss', 30, 2), point('loss', 2, 4)])
    expect(store.metricSummaries.ofRun('a')).toEqual({
      latest: { 'validation-accuracy': 0.6, 'validation-loss': 2, loss: 4 },
      best: { 'validation-accuracy': { value: 0.6, epoch: 2 }, 'validation-loss': { value: 2, epoch: 3 } },
    })
  })

  it('equal a fresh reduction of the points, also where a resume writes steps again', () => {
    const store = open()
    const random = createRandom(7)
    for (let batch = 0; batch < 60; batch++) {
      const run = random.integer(2) === 0 ? 'a' : 'b'
      const start = random.integer(30)
      const points = names.flatMap((name) =>
        Array.from({ length: random.integer(5) }, (_, i) => {
          const step = start + i
          return { name, step, epoch: step / 5, value: random.integer(8) / 4 }
        }),
      )
      put(store, run, points)
      for (const each of ['a', 'b']) expect(store.metricSummaries.ofRun(each)).toEqual(reduced(store, each))
    }
    const all = store.metricSummaries.all()
    expect([all.get('a'), all.get('b'), all.has('c')]).toEqual([reduced(store, 'a'), reduced(store, 'b'), false])
  })

  it('are made of the points of an older workspace', () => {
    const path = join(temporaryFolder(), 'test.db')
    const old = openDatabase(path, migrations.slice(0, 1))
    old.exec(`
      INSERT INTO dataset VALUES (1, 'd', 'idx', 't', NULL, 'f', 'x', '{}', '[]', 1, 1, 1, 1, 1, 0, 1, 0);
      INSERT INTO experiment VALUES (1, 'e', 'first', '{}', 1, 0);
      INSERT INTO run (id, experiment, dataset, name, state, config, config_version, created_at)
        VALUES ('a', 'e', 'd', 'a', 'done', '{}', 1, 0);
      INSERT INTO metric VALUES ('a', 'validation-accuracy', 1, 1, 0.5), ('a', 'validation-accuracy', 2, 2, 0.7),
        ('a', 'validation-accuracy', 3, 3, 0.7), ('a', 'attacked-train-loss', 2, 2, 3), ('a', 'attacked-train-loss', 3, 3, 4),
        ('a', 'batch-accuracy', 3, 3, 0.1)`)
    old.close()
    const store = openStore(path)
    onTestFinished(() => store.close())
    expect(store.metricSummaries.ofRun('a')).toEqual({
      latest: { 'validation-accuracy': 0.7, 'attacked-train-loss': 4, 'batch-accuracy': 0.1 },
      best: { 'validation-accuracy': { value: 0.7, epoch: 2 }, 'attacked-train-loss': { value: 3, epoch: 2 } },
    })
  })
})

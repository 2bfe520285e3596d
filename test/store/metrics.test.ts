import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function open(): Store {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  return store
}

const point = (name: string, step: number, value: number) => ({ name, step, epoch: step / 10, value })

describe('metrics', () => {
  it('replaces the points of a step that is trained again', () => {
    const { metrics } = open()
    metrics.put('a', [point('loss', 1, 3), point('loss', 2, 2)])
    metrics.put('a', [point('loss', 2, 2.5), point('loss', 3, 1)])
    expect(metrics.series('a', 'loss').map(({ value }) => value)).toEqual([3, 2.5, 1])
  })

  it('knows the names of its series', () => {
    const { metrics } = open()
    expect(metrics.names('a')).toEqual([])
    metrics.put('a', [point('loss', 1, 3), point('accuracy', 10, 0.4), point('loss', 2, 3)])
    expect(metrics.names('a')).toEqual(['accuracy', 'loss'])
  })

  it('needs less than 100 bytes a point, levels included', () => {
    const folder = temporaryFolder()
    const store = openStore(join(folder, 'test.db'))
    insertRun(store, 'k3v9x2ab')
    const points = Array.from({ length: 20_000 }, (_, i) => point('attacked-validation-accuracy', i, Math.sqrt(i)))
    store.transaction(() => store.metrics.put('k3v9x2ab', points))
    store.close()
    expect(statSync(join(folder, 'test.db')).size / points.length).toBeLessThan(100)
  })
})

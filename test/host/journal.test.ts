import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBus, type Bus } from '../../src-main/host/bus.ts'
import { createJournal, type Journal } from '../../src-main/host/journal.ts'
import { createLog } from '../../src-main/host/log.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const points = [{ name: 'loss', step: 1, epoch: 0.1, value: 2 }]

function start(): { store: Store; bus: Bus; journal: Journal; countOnDisk(): unknown } {
  const folder = temporaryFolder()
  const store = openStore(join(folder, 'test.db'))
  insertRun(store, 'a')
  const reader = new Sqlite(store.path, { readonly: true })
  onTestFinished(() => {
    reader.close()
    store.close()
  })
  const bus = createBus(createLog(folder))
  const count = reader.prepare('SELECT count(*) FROM metric').pluck()
  return { store, bus, journal: createJournal(store, bus.emit), countOnDisk: () => count.get() }
}

describe('journal', () => {
  it('announces what another reader of the file can see already', () => {
    const { store, bus, journal, countOnDisk } = start()
    const seen: unknown[] = []
    bus.subscribe('runs.points', () => seen.push(countOnDisk()))
    journal((announce) => {
      store.metrics.put('a', points)
      announce('runs', 'points', { run: 'a', points })
      expect([seen, countOnDisk()]).toEqual([[], 0])
    })
    expect(seen).toEqual([1])
  })

  it('announces nothing of what was rolled back', () => {
    const { store, bus, journal, countOnDisk } = start()
    const seen: unknown[] = []
    bus.subscribe('runs.points', (payload) => seen.push(payload))
    const work = (): void =>
      journal((announce) => {
        store.metrics.put('a', points)
        announce('runs', 'points', { run: 'a', points })
        store.metrics.put('nobody', points)
      })
    expect(work).toThrow('FOREIGN KEY constraint failed')
    expect([seen, countOnDisk()]).toEqual([[], 0])
  })

  it('refuses to nest', () => {
    const { journal } = start()
    expect(() => journal(() => journal(() => null))).toThrow('inside another one')
  })
})

describe('bus', () => {
  it('goes on when a listener throws, and ends a subscription', () => {
    const { bus } = start()
    const seen: unknown[] = []
    bus.subscribe('runs.points', () => {
      throw new Error('a bug in a listener')
    })
    const end = bus.subscribe('runs.points', (payload) => seen.push(payload))
    bus.emit('runs', 'points', { run: 'a', points })
    end()
    bus.emit('runs', 'points', { run: 'a', points })
    expect(seen).toHaveLength(1)
  })

  it.each(['runs.list', 'runs.nothing', '__proto__', ''])('knows no event "%s"', (path) => {
    expect(() => start().bus.subscribe(path, () => undefined)).toThrow('no event')
  })
})

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src-main/store/store.ts'
import { insertRun } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { createLedger, type Ledger } from '../ledger.ts'
import { databaseOf } from '../place.ts'
import { compareDigests, digestOf } from './digest.ts'
import { checkFiles } from './files.ts'
import { checkRecord } from './record.ts'

const point = (name: string, step: number, value = 1 / step) => ({ name, step, epoch: step / 10, value })
const checkpoint = 'runs/a/checkpoints/last-2.safetensors'

/** A workspace as a campaign's round leaves it: one run that is done, with three losses and a checkpoint. */
function makeWorkspace(): string {
  const workspace = temporaryFolder()
  const store = openStore(databaseOf(workspace))
  insertRun(store, 'a')
  store.runs.setState('a', 'done', null, 1)
  store.metrics.put(
    'a',
    [1, 2, 3].map((step) => point('loss', step)),
  )
  const sha256 = createHash('sha256').update('weights').digest('hex')
  const file = { run: 'a', kind: 'last', step: 3, epoch: 1, path: checkpoint, bytes: 7, sha256, createdAt: 1 } as const
  store.checkpoints.record(file)
  store.close()
  write(workspace, checkpoint, 'weights')
  return workspace
}

function write(workspace: string, path: string, content: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true })
  writeFileSync(join(workspace, path), content)
}

function change(workspace: string, sql: string): void {
  const db = new Sqlite(databaseOf(workspace))
  db.exec(sql)
  db.close()
}

/** A ledger that heard these points announced. */
function hear(...points: ReturnType<typeof point>[]): Ledger {
  const ledger = createLedger()
  for (const each of points) ledger.hear(JSON.stringify({ type: 'points', run: 'a', points: [each] }))
  return ledger
}

const faultsOf = (workspace: string, ledger = hear()): string[] =>
  [...checkRecord(workspace, ledger), ...checkFiles(workspace)].map(({ fault }) => fault)

describe('the checks of a campaign', () => {
  it('find nothing where all is well', () => {
    expect(faultsOf(makeWorkspace(), hear(point('loss', 1), point('loss', 3)))).toEqual([])
  })

  it('find points that are gone, changed, told in two ways, or missing in between', () => {
    const workspace = makeWorkspace()
    expect(faultsOf(workspace, hear(point('loss', 4)))).toEqual(['lost'])
    expect(faultsOf(workspace, hear(point('loss', 3, 7)))).toEqual(['inexact'])
    expect(faultsOf(workspace, hear(point('loss', 3, 7), point('loss', 3)))).toEqual(['inexact'])
    expect(faultsOf(workspace, hear(point('images-per-second', 3, 7)))).toEqual(['lost'])
    change(workspace, 'DELETE FROM metric WHERE step = 2')
    expect(faultsOf(workspace)).toEqual(['lost'])
  })

  it('find what is told twice, what says that it runs, and what does not say why it ended', () => {
    const workspace = makeWorkspace()
    const drop = "INSERT INTO event (run, step, kind, message, at) VALUES ('a', 2, 'rate-drop', 'falls', 1);"
    change(workspace, drop + drop)
    expect(faultsOf(workspace)).toEqual(['duplicate'])
    change(workspace, "DELETE FROM event; UPDATE run SET state = 'running'")
    expect(faultsOf(workspace)).toEqual(['unexplained'])
    change(workspace, "UPDATE run SET state = 'crashed'")
    expect(faultsOf(workspace)).toEqual(['unexplained'])
  })

  it('find files that are half-written, gone, changed or without a row', () => {
    const workspace = makeWorkspace()
    write(workspace, checkpoint, 'weightz')
    expect(faultsOf(workspace)).toEqual(['half-file'])
    change(workspace, 'UPDATE checkpoint SET bytes = 8')
    expect(faultsOf(workspace)).toEqual(['half-file'])
    change(workspace, "UPDATE checkpoint SET path = 'runs/a/checkpoints/other.safetensors'")
    expect(faultsOf(workspace)).toEqual(['half-file', 'half-file'])
    for (const path of [`${checkpoint}.12.tmp`, 'datasets/x.tmp-1/images', 'weights/y.safetensors', 'host.json']) {
      const other = makeWorkspace()
      write(other, path, '')
      expect(faultsOf(other)).toEqual(['half-file'])
    }
  })

  it('find jobs that failed, and engines that crashed more often than they were killed', () => {
    const workspace = makeWorkspace()
    change(
      workspace,
      `INSERT INTO job (lane, kind, run, position, state, created_at) VALUES ('training', 'train', 'a', 1, 'crashed', 1)`,
    )
    expect(faultsOf(workspace)).toEqual(['unexplained'])
    expect(checkRecord(workspace, hear(), 1)).toEqual([])
    change(workspace, "UPDATE job SET state = 'failed'")
    expect(checkRecord(workspace, hear(), 1)).toHaveLength(1)
  })

  it('find trainings that did not wait for their turn', () => {
    const workspace = makeWorkspace()
    const job = (position: number, startedAt: number): string =>
      `INSERT INTO job (lane, kind, run, position, state, created_at, started_at)
       VALUES ('training', 'train', 'a', ${position}, 'done', 1, ${startedAt});`
    change(workspace, job(1, 10) + job(2, 20))
    expect(faultsOf(workspace)).toEqual([])
    change(workspace, job(3, 15))
    expect(faultsOf(workspace)).toEqual(['unexplained'])
  })

  it('find errors in the log of a host', () => {
    const workspace = makeWorkspace()
    write(workspace, 'logs/host.log', '{"level":"info","message":"a"}\n{"level":"error","message":"b"}\n')
    expect(faultsOf(workspace)).toEqual(['unexplained'])
  })
})

describe('a digest', () => {
  it('is the same in another workspace and names what differs', async () => {
    const [first, second] = [makeWorkspace(), makeWorkspace()]
    expect(compareDigests(await digestOf(second), await digestOf(first))).toEqual([])
    change(second, 'UPDATE metric SET value = 0.4 WHERE step = 2; UPDATE run SET epoch = 4')
    write(second, checkpoint, 'weightz')
    const names = compareDigests(await digestOf(second), await digestOf(first)).map((line) => line.split(': ')[0])
    expect(names).toEqual(['run a', 'loss of a', 'checkpoint last at step 3 of a'])
  })
})

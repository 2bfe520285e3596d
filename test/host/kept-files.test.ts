import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CheckpointKind } from '../../src-main/contract/index.ts'
import type { JobEvent } from '../../src-main/engine/protocol.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { createJournal } from '../../src-main/host/journal.ts'
import { createLog } from '../../src-main/host/log.ts'
import { createRecorder } from '../../src-main/host/record-events.ts'
import { settleJob } from '../../src-main/host/settle-job.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import type { StoredJob } from '../../src-main/store/jobs.ts'
import { openStore } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const job: StoredJob = {
  id: 1,
  lane: 'training',
  kind: 'train',
  run: 'a',
  evaluation: null,
  state: 'running',
  priority: 0,
}

function prepare() {
  const workspace = workspaceAt(temporaryFolder())
  const store = openStore(workspace.database)
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  const folder = join(workspace.runs, 'a', 'checkpoints')
  mkdirSync(folder, { recursive: true })
  const emit = (): void => undefined
  const context = {
    ...{ workspace, store, emit, now: () => 1 },
    ...{ journal: createJournal(store, emit), log: createLog(workspace.logs) },
  } as unknown as HostContext
  const write = (name: string): string => {
    writeFileSync(join(folder, name), name)
    return join(folder, name)
  }
  /** As the engine tells it once the file is there. */
  const written = (kind: CheckpointKind, step: number): JobEvent => {
    const path = write(`${kind}-${step}.safetensors`)
    return { kind: 'checkpoint', file: { kind, step, epoch: step, path, bytes: 4, sha256: 'f'.repeat(64) } }
  }
  return { context, store, write, written, left: () => readdirSync(folder).toSorted(), folder }
}

describe('files of checkpoints', () => {
  it('go when another one has taken their place and is recorded, and those of every so many epochs stay', () => {
    const { context, written, left, write } = prepare()
    const record = createRecorder(context, job)
    record([written('last', 1), written('best', 1), written('epoch', 1)])
    const ahead = write('last-3.safetensors')
    record([written('last', 2), written('epoch', 2)])
    expect(left()).toEqual([
      ...['best-1.safetensors', 'epoch-1.safetensors', 'epoch-2.safetensors', 'last-2.safetensors'],
      ...[ahead].map((path) => path.slice(path.lastIndexOf('/') + 1)),
    ])
  })

  it('stay where their batch could not be written down', () => {
    const { context, store, written, left } = prepare()
    const record = createRecorder(context, job)
    record([written('last', 1)])
    const unknown = { ...context, store: { ...store, runs: { ...store.runs, setProgress: fail } } }
    expect(() => createRecorder(unknown as HostContext, job)([written('last', 2)])).toThrow('disk full')
    expect(left()).toEqual(['last-1.safetensors', 'last-2.safetensors'])
    expect(store.checkpoints.kept('a').map(({ step }) => step)).toEqual([1])
  })

  it('take with them, at the end of the run, what was computed of them', () => {
    const { context, store, written } = prepare()
    store.jobs.queue({ lane: 'training', kind: 'train', run: 'a', evaluation: null, at: 0 })
    const record = createRecorder(context, job)
    record([written('last', 1)])
    const [first] = store.checkpoints.kept('a')
    record([written('last', 2)])
    const [last] = store.checkpoints.kept('a')
    const features = join(context.workspace.explanations, 'a', 'features')
    mkdirSync(features, { recursive: true })
    for (const id of [first?.id, last?.id]) writeFileSync(join(features, `${id}-0.f32`), '')
    settleJob(context, () => undefined, job, { kind: 'cancelled' })
    expect(readdirSync(features)).toEqual([`${last?.id}-0.f32`])
  })

  it('that a kill left without a row, or not whole, go when the run has ended', () => {
    const { context, store, write, written, left } = prepare()
    store.jobs.queue({ lane: 'training', kind: 'train', run: 'a', evaluation: null, at: 0 })
    createRecorder(context, job)([written('last', 2)])
    for (const name of ['last-1.safetensors', 'last-3.safetensors', 'best-3.safetensors.77.tmp', 'notes.txt'])
      write(name)
    context.journal((announce) => settleJob(context, announce, job, { kind: 'interrupted' }))
    expect(left()).toEqual(['last-2.safetensors', 'notes.txt'])
  })

  it('of a run without a folder are none, and one that cannot be removed is told in the log alone', () => {
    const { context, written, folder, left } = prepare()
    const record = createRecorder(context, job)
    record([written('last', 1)])
    rmSync(join(folder, 'last-1.safetensors'))
    // A folder is no file that could be removed so.
    mkdirSync(join(folder, 'last-1.safetensors'))
    record([written('last', 2)])
    expect(left()).toEqual(['last-1.safetensors', 'last-2.safetensors'])
    rmSync(folder, { recursive: true })
    context.journal((announce) => settleJob(context, announce, job, { kind: 'interrupted' }))
  })
})

function fail(): never {
  throw new Error('disk full')
}

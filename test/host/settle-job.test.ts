import { expect, it } from 'vitest'
import { insertCheckpoint, insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { temporaryStore } from '../support/temporary-store.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { settleJob } from '../../src-main/host/settle-job.ts'

/** A training ends that kept a checkpoint which was evaluated on 20 images before; another evaluation of 30 waits for it. */
function endWith(state: 'cancelled' | 'failed' | 'queued' | 'done', n: number) {
  const store = temporaryStore()
  insertRun(store, 'run')
  const about = { run: 'run', split: 'validation', condition: { id: 'clean', params: {} }, createdAt: 1 } as const
  const checkpoint = insertCheckpoint(store, { run: 'run', kind: 'last', epoch: 2 })
  const twin = store.evaluations.insert({ ...about, checkpoint, n })
  if (state === 'queued') {
    store.jobs.queue({ lane: 'training', kind: 'evaluate', run: 'run', evaluation: twin.id, at: 1 })
  } else if (state === 'done') {
    store.evaluations.finish(twin.id, { n, correct: 1, correctTop5: 1, meanLoss: 1, seconds: 1 })
  } else store.evaluations.setState(twin.id, state, null)
  store.jobs.queue({ lane: 'training', kind: 'train', run: 'run', evaluation: null, at: 1 })
  const training = store.jobs.queued('training').find(({ kind }) => kind === 'train')
  if (!training) throw new Error('No training was queued.')
  const waiting = store.evaluations.insert({ ...about, checkpoint: null, n: 30 })
  store.jobs.queue({ lane: 'training', kind: 'evaluate', run: 'run', evaluation: waiting.id, at: 1 })
  const folder = temporaryFolder()
  const context = { store, workspace: { folder, explanations: folder }, now: () => 2 } as unknown as HostContext
  const result = { outcome: 'done', step: 20, epoch: 2 } as const
  settleJob(context, () => undefined, training, { kind: 'result', result })
  return {
    evaluations: store.evaluations.ofRun('run').map((it) => [it.id === twin.id, it.state, it.n]),
    queued: store.jobs.queued('training').map(({ evaluation }) => evaluation === twin.id),
  }
}

it('evaluates what waited for a training, also where the same was given up or is to see fewer images', () => {
  const once = { evaluations: [[true, 'queued', 30]], queued: [true] }
  expect(endWith('cancelled', 20)).toEqual(once)
  expect(endWith('failed', 20)).toEqual(once)
  expect(endWith('queued', 20)).toEqual(once)
  expect(endWith('done', 20)).toEqual(once)
  expect(endWith('done', 30)).toEqual({ evaluations: [[true, 'done', 30]], queued: [] })
})

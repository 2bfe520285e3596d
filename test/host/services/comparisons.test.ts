import { describe, expect, it, vi } from 'vitest'
import type { HostContext } from '../../../src-main/host/context.ts'
import { compareRuns } from '../../../src-main/host/services/comparisons.ts'
import { insertCheckpoint, insertFinished, insertRun } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const images = 20

describe('comparing many runs', () => {
  it('reads the outcomes of every evaluation once', () => {
    const store = temporaryStore()
    const ids = Array.from({ length: 40 }, (_, run) => `run-${run}`)
    ids.forEach((id, run) => {
      insertRun(store, id)
      // The run of this number is right on the first images, as many as its number modulo 20.
      insertFinished(store, { run: id, n: images, isRight: (image) => image < run % images })
    })
    const outcomes = vi.spyOn(store.predictions, 'outcomes')
    const { pairs } = compareRuns({ store } as HostContext, ids)
    expect(pairs).toHaveLength((40 * 39) / 2)
    const pairOf = (first: string, second: string) => pairs.find(({ runs }) => runs[0] === first && runs[1] === second)
    expect(pairOf('run-3', 'run-10')).toMatchObject({
      ...{ condition: 'clean', n: images, fixed: 7, broken: 0, bothRight: 3 },
      p: expect.closeTo(2 ** -6, 12),
    })
    expect(pairOf('run-10', 'run-23')).toMatchObject({ fixed: 0, broken: 7, bothRight: 3 })
    expect(outcomes).toHaveBeenCalledTimes(40)
  })
})

describe('comparing evaluations of different images', () => {
  it('counts a pair over the images that both saw, and none where they share none', () => {
    const store = temporaryStore()
    for (const run of ['all', 'few', 'others']) insertRun(store, run)
    insertFinished(store, { run: 'all', n: 20, isRight: (image) => image >= 4 })
    insertFinished(store, { run: 'few', n: 5, isRight: () => true })
    insertFinished(store, { run: 'others', n: 5, firstImage: 15, isRight: () => false })
    const { rows, pairs } = compareRuns({ store } as HostContext, ['all', 'few', 'others'])
    expect(rows.map(({ run, correct, n }) => [run, correct, n])).toEqual([
      ['all', 16, 20],
      ['few', 5, 5],
      ['others', 0, 5],
    ])
    expect(pairs).toMatchObject([
      { runs: ['all', 'few'], n: 5, fixed: 4, broken: 0, bothRight: 1 },
      { runs: ['all', 'others'], n: 5, fixed: 0, broken: 5, bothRight: 0 },
    ])
  })
})

describe('comparing checkpoints', () => {
  it('takes what was evaluated last, though it was asked for first, and says which one it is', () => {
    const store = temporaryStore()
    insertRun(store, 'run')
    const best = insertCheckpoint(store, { run: 'run', kind: 'best', epoch: 3 })
    const last = insertCheckpoint(store, { run: 'run', kind: 'last', epoch: 5 })
    const ofLast = insertFinished(store, { run: 'run', checkpoint: last, n: 5, endedAt: 1000 })
    const ofBest = insertFinished(store, { run: 'run', checkpoint: best, n: 10, endedAt: 2000 })
    const rowsNow = () => compareRuns({ store } as HostContext, ['run']).rows
    expect(rowsNow()).toMatchObject([{ evaluation: String(ofBest), checkpoint: 'epoch 3, best clean', n: 10 }])

    store.jobs.queue({ lane: 'training', kind: 'evaluate', run: 'run', evaluation: ofLast, at: 3000 })
    expect(rowsNow()).toMatchObject([{ evaluation: String(ofBest) }])
    const [job] = store.jobs.queued('training')
    store.jobs.setState(job?.id ?? 0, 'done', null, 4000)
    expect(rowsNow()).toMatchObject([{ evaluation: String(ofLast), checkpoint: null, n: 5 }])

    // The run goes on: what was its last checkpoint is not any more.
    insertCheckpoint(store, { run: 'run', kind: 'last', epoch: 8 })
    expect(rowsNow()).toMatchObject([{ evaluation: String(ofLast), checkpoint: 'epoch 5' }])
  })
})

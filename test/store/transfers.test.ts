import { describe, expect, it } from 'vitest'
import type { Store } from '../../src-main/store/store.ts'
import { insertCheckpoint, insertRun } from '../support/store-rows.ts'
import { temporaryStore } from '../support/temporary-store.ts'

const condition = { id: 'fgsm', params: { epsilon: 0.1 } }

function twoCheckpoints(store: Store) {
  const [one, other] = ['a', 'b'].map((run) => {
    insertRun(store, run)
    return { id: insertCheckpoint(store, { run, kind: 'last', epoch: 1 }), sha256: run.repeat(64) }
  }) as [{ id: number; sha256: string }, { id: number; sha256: string }]
  return { one, other }
}

describe('what checkpoints say of images that were attacked on others', () => {
  it('grows image by image, and is that of both checkpoints and the condition', () => {
    const store = temporaryStore()
    const { one, other } = twoCheckpoints(store)
    const key = { source: one, target: other, split: 'validation', condition } as const
    store.transfers.put(key, [5, 1], [true, false])
    store.transfers.put(key, [2], [true])
    expect([...store.transfers.of(key)]).toEqual([0, 1, 2, 0, 0, 2])
    for (const more of [
      { source: other, target: one },
      { split: 'train' as const },
      { condition: { id: 'fgsm', params: { epsilon: 0.2 } } },
      { target: { ...other, sha256: 'c'.repeat(64) } },
    ]) {
      expect([...store.transfers.of({ ...key, ...more })]).toEqual([])
    }
  })

  it('begins anew where a checkpoint has other weights, and goes with its checkpoints', () => {
    const store = temporaryStore()
    const { one, other } = twoCheckpoints(store)
    const key = { source: one, target: other, split: 'validation', condition } as const
    store.transfers.put(key, [0, 1], [true, true])
    const retrained = { ...key, source: { ...one, sha256: 'c'.repeat(64) } }
    store.transfers.put(retrained, [1], [false])
    expect([...store.transfers.of(retrained)]).toEqual([0, 1])
    expect([...store.transfers.of(key)]).toEqual([])
    store.runs.remove('b')
    expect([...store.transfers.of(retrained)]).toEqual([])
  })
})

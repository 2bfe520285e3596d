import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CheckpointKind } from '../../src-main/contract/index.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function open(): Store {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  return store
}

function evaluate(store: Store, id = 'clean'): number {
  const condition = { id, params: {} }
  return store.evaluations.insert({
    run: 'a',
    checkpoint: null,
    split: 'validation',
    condition,
    n: 40,
    createdAt: 0,
  }).id
}

const file = (kind: CheckpointKind, step: number) =>
  ({ run: 'a', kind, step, epoch: step, path: `${kind}-${step}`, bytes: 1, sha256: 'x', createdAt: step }) as const

const point = (name: string, step: number, value: number) => ({ name, step, epoch: step / 10, value })

describe('checkpoints', () => {
  it('keeps the newest of each kind', () => {
    const { checkpoints } = open()
    for (const checkpoint of [file('last', 1), file('best', 1), file('last', 2)]) checkpoints.record(checkpoint)
    expect(checkpoints.kept('a').map(({ path }) => path)).toEqual(['last-2', 'best-1'])
  })

  it('keeps every one of the epochs, tells which files nothing keeps any more, and what all of them take', () => {
    const { checkpoints } = open()
    const replaced = [file('last', 1), file('epoch', 1), file('last', 2), file('epoch', 2), file('best-robust', 2)].map(
      (checkpoint) => checkpoints.record(checkpoint).replaced,
    )
    expect(replaced).toEqual([[], [], ['last-1'], [], []])
    expect(checkpoints.kept('a').map(({ path }) => path)).toEqual(['last-2', 'epoch-1', 'best-robust-2', 'epoch-2'])
    expect(checkpoints.summary('a')).toEqual({ bytes: 4, hasLast: true })
    expect(checkpoints.summaries().get('a')).toEqual({ bytes: 4, hasLast: true })
  })

  it('forgets a replaced one unless it was evaluated, and never gives its number to another', () => {
    const store = open()
    const { checkpoints } = store
    const ids = [1, 2, 3].map((step) => {
      const { id } = checkpoints.record(file('last', step)).checkpoint
      if (step === 1) store.evaluations.setCheckpoint(evaluate(store), id)
      return id
    })
    expect(new Set(ids).size).toBe(3)
    expect(ids.map((id) => checkpoints.get(id)?.step)).toEqual([1, undefined, 3])
    expect(checkpoints.kept('a').map(({ step }) => step)).toEqual([3])
  })

  it('takes the same step again after a resume', () => {
    const { checkpoints } = open()
    for (const step of [1, 2]) checkpoints.record(file('last', step))
    expect(checkpoints.record({ ...file('last', 1), sha256: 'y' }).checkpoint).toMatchObject({ sha256: 'y' })
    expect(checkpoints.keptOfKind('a', 'last')?.step).toBe(1)
  })
})

describe('jobs', () => {
  it('keeps the order, and lets an evaluation wait for its run', () => {
    const store = open()
    const evaluation = evaluate(store)
    const queue = (kind: 'train' | 'evaluate'): void =>
      store.jobs.queue({ lane: 'training', kind, run: 'a', evaluation: kind === 'train' ? null : evaluation, at: 0 })
    queue('evaluate')
    queue('train')
    const train = store.jobs.next('training')
    expect(train?.kind).toBe('train')
    expect(store.jobs.next('interactive')).toBeUndefined()
    const { checkpoint } = store.checkpoints.record(file('last', 1))
    store.evaluations.setCheckpoint(evaluation, checkpoint.id)
    expect(store.jobs.next('training')?.kind).toBe('evaluate')
    expect(store.jobs.countQueued()).toBe(2)
  })
})

describe('transaction', () => {
  it('is all or nothing', () => {
    const store = open()
    const work = (): void => {
      store.metrics.put('a', [point('loss', 1, 1)])
      throw new Error('stop')
    }
    expect(() => store.transaction(work)).toThrow('stop')
    expect(store.metrics.ofRun('a')).toEqual([])
  })
})

describe('events', () => {
  it('keep the blocks that they tell of, and know what stands at a step', () => {
    const store = open()
    const event = { run: 'a', step: 20, message: '', at: 1 }
    const blocks = [{ name: 'head', parameters: 10, isTrained: true }]
    store.events.insert({ ...event, kind: 'unfreezing', blocks })
    store.events.insert({ ...event, kind: 'rate-drop' })
    expect(store.events.ofRun('a')).toEqual([
      { ...event, kind: 'unfreezing', blocks },
      { ...event, kind: 'rate-drop' },
    ])
    expect([20, 21].map((step) => store.events.has('a', 'unfreezing', step))).toEqual([true, false])
    expect(store.events.has('a', 'resume', 20)).toBe(false)
  })
})

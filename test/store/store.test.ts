import { join } from 'node:path'
import { statSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun, prediction } from '../support/store-rows.ts'
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

const file = (kind: 'last' | 'best', step: number) =>
  ({ run: 'a', kind, step, epoch: step, path: `${kind}-${step}`, bytes: 1, sha256: 'x', createdAt: step }) as const

const point = (name: string, step: number, value: number) => ({ name, step, epoch: step / 10, value })

describe('metrics', () => {
  it('replaces the points of a step that is trained again', () => {
    const { metrics } = open()
    metrics.put('a', [point('loss', 1, 3), point('loss', 2, 2)])
    metrics.put('a', [point('loss', 2, 2.5), point('loss', 3, 1)])
    expect(metrics.series('a', 'loss').map(({ value }) => value)).toEqual([3, 2.5, 1])
  })

  it('knows the newest value of every metric and the first best', () => {
    const { metrics } = open()
    expect(metrics.latest('a')).toEqual({})
    metrics.put('a', [point('loss', 1, 3), point('accuracy', 10, 0.4), point('accuracy', 20, 0.6)])
    metrics.put('a', [point('loss', 20, 1), point('accuracy', 30, 0.6), point('accuracy', 40, 0.5)])
    expect(metrics.latest('a')).toEqual({ loss: 1, accuracy: 0.5 })
    expect(metrics.best('a', 'accuracy')).toEqual({ name: 'accuracy', step: 20, epoch: 2, value: 0.6 })
  })

  it('needs less than 200 bytes a point', () => {
    const folder = temporaryFolder()
    const store = openStore(join(folder, 'test.db'))
    insertRun(store, 'k3v9x2ab')
    const points = Array.from({ length: 20_000 }, (_, i) => point('attacked-validation-accuracy', i, Math.sqrt(i)))
    store.transaction(() => store.metrics.put('k3v9x2ab', points))
    store.close()
    expect(statSync(join(folder, 'test.db')).size / points.length).toBeLessThan(100)
  })
})

describe('checkpoints', () => {
  it('keeps the newest of each kind', () => {
    const { checkpoints } = open()
    for (const checkpoint of [file('last', 1), file('best', 1), file('last', 2)]) checkpoints.record(checkpoint)
    expect(checkpoints.kept('a').map(({ path }) => path)).toEqual(['last-2', 'best-1'])
  })

  it('takes the same step again after a resume', () => {
    const { checkpoints } = open()
    const first = checkpoints.record(file('last', 1))
    checkpoints.record(file('last', 2))
    expect(checkpoints.record({ ...file('last', 1), sha256: 'y' })).toMatchObject({ id: first.id, sha256: 'y' })
    expect(checkpoints.keptOfKind('a', 'last')?.step).toBe(1)
  })
})

describe('predictions', () => {
  const rows = [
    prediction(0, 1, 1),
    prediction(1, 1, 2, 3),
    prediction(2, 2, 2),
    prediction(3, 2, 1, 0),
    prediction(4, 1, 2, 5),
  ]

  it('gives back what was put, top five within float32', () => {
    const store = open()
    const evaluation = evaluate(store)
    store.predictions.put(evaluation, rows)
    expect(store.predictions.page({ evaluation, misclassified: false, offset: 0, limit: 10 })).toEqual(rows)
    store.predictions.put(evaluation, rows)
    expect(store.predictions.measure(evaluation).n).toBe(5)
  })

  it('counts right, right among five, and the mean loss', () => {
    const store = open()
    const evaluation = evaluate(store)
    expect(store.predictions.measure(evaluation)).toEqual({ n: 0, correct: 0, correctTop5: 0, meanLoss: null })
    store.predictions.put(evaluation, rows)
    expect(store.predictions.measure(evaluation)).toEqual({ n: 5, correct: 2, correctTop5: 4, meanLoss: 0.75 })
  })

  it('lists by truth, by prediction, by cell and by mistake, page by page', () => {
    const store = open()
    const evaluation = evaluate(store)
    store.predictions.put(evaluation, rows)
    const list = (filter: object, misclassified = false, offset = 0, limit = 10): number[] =>
      store.predictions.page({ evaluation, misclassified, offset, limit, ...filter }).map(({ image }) => image)
    expect(list({ truth: 1 })).toEqual([0, 1, 4])
    expect(list({ truth: 1 }, true)).toEqual([1, 4])
    expect(list({ predicted: 2 })).toEqual([1, 2, 4])
    expect(list({ predicted: 2 }, true)).toEqual([1, 4])
    expect(list({ truth: 1, predicted: 2 })).toEqual([1, 4])
    expect(list({ truth: 1, predicted: 1 }, true)).toEqual([])
    expect(list({}, true, 1, 1)).toEqual([3])
    expect(store.predictions.confusion(evaluation)).toEqual([
      { truth: 1, predicted: 1, count: 1 },
      { truth: 1, predicted: 2, count: 2 },
      { truth: 2, predicted: 1, count: 1 },
      { truth: 2, predicted: 2, count: 1 },
    ])
  })

  it('counts flips over the images that both evaluations saw', () => {
    const store = open()
    const [first, second] = [evaluate(store), evaluate(store, 'fgsm')]
    store.predictions.put(first, rows)
    store.predictions.put(second, [
      prediction(0, 1, 2),
      prediction(1, 1, 1),
      prediction(2, 2, 2),
      prediction(3, 2, 2),
      prediction(9, 1, 1),
    ])
    expect(store.predictions.flips(first, second)).toEqual({ n: 4, fixed: 2, broken: 1 })
    expect(store.predictions.flips(second, first)).toEqual({ n: 4, fixed: 1, broken: 2 })
  })

  it('needs about 100 bytes a row, indexes included', () => {
    const folder = temporaryFolder()
    const store = openStore(join(folder, 'test.db'))
    insertRun(store, 'a')
    const evaluation = evaluate(store)
    const many = Array.from({ length: 20_000 }, (_, image) => prediction(image, image % 8, (image * 7) % 8))
    const noisy = many.map((row) => ({ ...row, confidence: Math.random(), margin: Math.random(), loss: Math.random() }))
    store.transaction(() => store.predictions.put(evaluation, noisy))
    store.close()
    expect(statSync(join(folder, 'test.db')).size / many.length).toBeLessThan(130)
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
    const checkpoint = store.checkpoints.record({
      run: 'a',
      kind: 'last',
      step: 1,
      epoch: 1,
      path: 'x',
      bytes: 1,
      sha256: 'x',
      createdAt: 0,
    })
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

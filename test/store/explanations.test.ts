import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExplanationKey } from '../../src-main/store/explanations.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun, prediction } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function open(): { store: Store; evaluation: number } {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  const condition = { id: 'clean', params: {} }
  const { id } = store.evaluations.insert({
    run: 'a',
    checkpoint: null,
    split: 'validation',
    condition,
    n: 2,
    createdAt: 0,
  })
  store.predictions.put(id, [prediction(0, 1, 2), prediction(1, 3, 3)])
  return { store, evaluation: id }
}
const file = { path: 'explanations/a/1/0.f32', bytes: 16, sha256: 'x', createdAt: 5 }
const map = { ...file, offset: 64, height: 2, width: 2, min: -1, max: 0.5, note: null }

describe('predictions', () => {
  it('finds the prediction of one image', () => {
    const { store, evaluation } = open()
    expect(store.predictions.get(evaluation, 1)).toMatchObject({ image: 1, truth: 3, predicted: 3, confidence: 0.5 })
    expect(store.predictions.get(evaluation, 2)).toBeUndefined()
    expect(store.predictions.get(evaluation + 1, 1)).toBeUndefined()
  })
})

describe('seen images', () => {
  it('come back as they were put, the newer in the place of the older', () => {
    const { store, evaluation } = open()
    const seen = {
      ...file,
      evaluation,
      image: 0,
      shape: [2, 2, 3] as [number, number, number],
      cleanPrediction: prediction(0, 1, 1),
      seenPrediction: prediction(0, 1, 2),
      perturbation: { linf: 0.5, l2: 1, changed: 0.25 },
    }
    store.explanations.putSeenImage(seen)
    expect(store.explanations.seenImage(evaluation, 0)).toEqual(seen)
    store.explanations.putSeenImage({ ...seen, sha256: 'y' })
    expect(store.explanations.seenImage(evaluation, 0)?.sha256).toBe('y')
    expect(store.explanations.seenImage(evaluation, 1)).toBeUndefined()
  })
})

describe('maps', () => {
  it('are found by image, input, method and classes, whatever the order of the parameters', () => {
    const { store, evaluation } = open()
    const method = { id: 'gradient', params: { sign: 'positive', channels: 'max' } }
    const key: ExplanationKey = { evaluation, image: 0, input: 'seen', method, class: 1, against: null }
    store.explanations.putMap(key, map)
    const turned = { id: 'gradient', params: { channels: 'max', sign: 'positive' } }
    expect(store.explanations.map({ ...key, method: turned })).toEqual(map)
    store.explanations.putMap(key, { ...map, note: 'Layer relu, 2 × 2 values.' })
    expect(store.explanations.map(key)?.note).toBe('Layer relu, 2 × 2 values.')
    const others: Partial<ExplanationKey>[] = [
      { image: 1 },
      { input: 'clean' },
      { class: 2 },
      { against: 2 },
      { method: { id: 'gradient', params: {} } },
    ]
    for (const other of others) expect(store.explanations.map({ ...key, ...other })).toBeUndefined()
  })

  it('go with the predictions that they explain', () => {
    const { store, evaluation } = open()
    const key: ExplanationKey = {
      evaluation,
      image: 0,
      input: 'clean',
      method: { id: 'gradient', params: {} },
      class: 1,
      against: 2,
    }
    store.explanations.putMap(key, map)
    store.predictions.clear(evaluation)
    expect(store.explanations.map(key)).toBeUndefined()
    expect(() => store.explanations.putMap(key, map)).toThrow('FOREIGN KEY')
  })
})

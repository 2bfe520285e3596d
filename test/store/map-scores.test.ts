import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { GalleryQuery, type GalleryQueryInput, type MapScores } from '../../src-main/contract/index.ts'
import type { ExplanationKey } from '../../src-main/store/explanations.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun, prediction } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const method = { id: 'gradient', params: { sign: 'absolute', channels: 'max' } }
const map = {
  ...{ height: 2, width: 2, min: -1, max: 0.5, note: null },
  ...{ path: 'explanations/a/1/0.f32', offset: 0, bytes: 16, sha256: 'x', createdAt: 5 },
}
const none: MapScores = {
  ...{ deletion: null, insertion: null, pointing: null, energy: null },
  ...{ driftCorrelation: null, driftOverlap: null },
}

/** Four images, the last one misclassified; of the first three, maps with an energy of 0.9, 0.1 and none. */
function open(): {
  store: Store
  evaluation: number
  keyOf: (image: number, at?: Partial<ExplanationKey>) => ExplanationKey
} {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  const about = { run: 'a', checkpoint: null, split: 'validation', n: 4, createdAt: 0 } as const
  const { id: evaluation } = store.evaluations.insert({ ...about, condition: { id: 'clean', params: {} } })
  store.predictions.put(
    evaluation,
    [0, 1, 2].map((image) => prediction(image, image, image)).concat(prediction(3, 3, 5)),
  )
  const keyOf = (image: number, at: Partial<ExplanationKey> = {}): ExplanationKey => ({
    ...{ evaluation, image, input: 'seen', method, class: image, against: null },
    ...at,
  })
  for (const [image, energy] of [0.9, 0.1, null].entries()) {
    store.explanations.putMap(keyOf(image), map)
    store.mapScores.put(keyOf(image), { ...none, energy, pointing: image === 0 }, 7)
  }
  return { store, evaluation, keyOf }
}

function ask({ predictions }: Store, evaluation: number, question: Omit<GalleryQueryInput, 'evaluation'>) {
  const { offset, limit, ...filter } = GalleryQuery.parse({ evaluation: '', outcome: 'all', ...question })
  return predictions.gallery({ ...filter, evaluation, against: null }, offset, limit).rows.map(({ image }) => image)
}
const energy = { method, score: 'energy' } as const
const any = { hasCurves: false }

describe('scores of maps', () => {
  it('come back as they were put, with the map alone', () => {
    const { store, keyOf } = open()
    const scores: MapScores = { ...none, deletion: 0.25, insertion: 0.75, pointing: false, driftOverlap: 1 }
    store.mapScores.put(keyOf(0), scores, 8)
    expect(store.mapScores.get(keyOf(0), any)).toEqual(scores)
    for (const other of [{ input: 'clean' }, { class: 2 }, { against: 2 }] as const) {
      expect(store.mapScores.get(keyOf(0, other), any)).toBeUndefined()
    }
    expect(() => store.mapScores.put(keyOf(3), scores, 8)).toThrow('FOREIGN KEY')
  })

  it('are asked for with their curves or without', () => {
    const { store, keyOf } = open()
    store.mapScores.put(keyOf(0), { ...none, energy: 0.5 }, 8, { hasCurves: false })
    expect(store.mapScores.get(keyOf(0), { hasCurves: true })).toBeUndefined()
    expect(store.mapScores.get(keyOf(0), any)).toEqual({ ...none, energy: 0.5 })
    store.mapScores.put(keyOf(0), { ...none, energy: 0.5, deletion: 0.1 }, 9)
    expect(store.mapScores.get(keyOf(0), { hasCurves: true })).toEqual({ ...none, energy: 0.5, deletion: 0.1 })
  })

  it('go with their map, also when it is made again', () => {
    const { store, keyOf } = open()
    store.explanations.putMap(keyOf(0), { ...map, sha256: 'y' })
    expect(store.mapScores.get(keyOf(0), any)).toBeUndefined()
    expect(store.mapScores.get(keyOf(1), any)).toBeDefined()
  })
})

describe('a gallery of scored maps', () => {
  it('finds right classes in wrong places, sorts by the score, and leaves out what has none', () => {
    const { store, evaluation } = open()
    expect(ask(store, evaluation, { scored: energy })).toEqual([0, 1])
    expect(ask(store, evaluation, { scored: energy, sort: 'score' })).toEqual([1, 0])
    expect(ask(store, evaluation, { scored: energy, sort: 'score', isDescending: true })).toEqual([0, 1])
    expect(ask(store, evaluation, { outcome: 'correct', scored: { ...energy, bounds: [0, 0.2] } })).toEqual([1])
    expect(ask(store, evaluation, { scored: { method, score: 'pointing', bounds: [0, 0] } })).toEqual([1, 2])
    expect(ask(store, evaluation, { scored: { ...energy, input: 'clean' } })).toEqual([])
    expect([...store.mapScores.ofImages(evaluation, [1, 3, 0, 2], { ...energy, input: 'seen' })]).toEqual([
      [1, 0.1],
      [0, 0.9],
    ])
  })

  it('follows a score that is put while it is looked at, and takes that of the predicted class', () => {
    const { store, evaluation, keyOf } = open()
    expect(ask(store, evaluation, { scored: energy })).toEqual([0, 1])
    for (const own of [3, 5]) {
      store.explanations.putMap(keyOf(3, { class: own }), map)
      store.mapScores.put(keyOf(3, { class: own }), { ...none, energy: own / 10 }, 9)
    }
    expect(ask(store, evaluation, { scored: { ...energy, bounds: [0.4, 0.6] } })).toEqual([3])
    expect(ask(store, evaluation, { scored: { ...energy, bounds: [0.2, 0.4] } })).toEqual([])
  })
})

describe('randomisation checks', () => {
  it('belong to checkpoint, split and method', () => {
    const { store } = open()
    const file = { run: 'a', kind: 'last', step: 1, epoch: 1, path: 'p', bytes: 1, sha256: 'x', createdAt: 0 } as const
    const { id: checkpoint } = store.checkpoints.record(file).checkpoint
    const key = { checkpoint, split: 'validation', method } as const
    store.mapScores.putRandomisation(key, { correlation: null, n: 0 }, 3)
    store.mapScores.putRandomisation(key, { correlation: 0.125, n: 8 }, 4)
    const turned = { id: 'gradient', params: { channels: 'max', sign: 'absolute' } }
    expect(store.mapScores.randomisation({ ...key, method: turned })).toEqual({ correlation: 0.125, n: 8 })
    expect(store.mapScores.randomisation({ ...key, split: 'train' })).toBeUndefined()
  })
})

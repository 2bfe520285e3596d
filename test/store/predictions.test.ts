import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { GalleryQuery, type Flip, type GalleryQueryInput, type Prediction } from '../../src-main/contract/index.ts'
import { createRandom } from '../../src-main/core/random.ts'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { insertRun, prediction } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function open(folder = temporaryFolder()): Store {
  const store = openStore(join(folder, 'test.db'))
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  return store
}

function insertEvaluation(store: Store, id = 'clean'): number {
  const condition = { id, params: {} }
  const place = { run: 'a', checkpoint: null, split: 'validation' } as const
  return store.evaluations.insert({ ...place, condition, n: 40, createdAt: 0 }).id
}

type Question = Omit<GalleryQueryInput, 'evaluation' | 'against'>

function ask({ predictions }: Store, evaluation: number, question: Question, against: number | null = null) {
  const { offset, limit, ...filter } = GalleryQuery.parse({ evaluation: '', ...question })
  return predictions.gallery({ ...filter, evaluation, against, distanceOf }, offset, limit)
}

const distanceOf = (truth: number, predicted: number): number => Math.abs(truth - predicted)

const rows = [
  prediction(0, 1, 1),
  prediction(1, 1, 2, 3),
  prediction(2, 2, 2),
  prediction(3, 2, 1, 0),
  prediction(4, 1, 2, 5),
]

describe('predictions', () => {
  it('gives back what was put, top five within float32', () => {
    const store = open()
    const evaluation = insertEvaluation(store)
    const expected = rows.map((row) => ({ ...row, other: null }))
    for (const _ of ['at first', 'again']) {
      store.predictions.put(evaluation, rows)
      expect(ask(store, evaluation, { outcome: 'all' })).toMatchObject({ total: 5, rows: expected })
    }
  })

  it('counts right, right among five, and the mean loss', () => {
    const store = open()
    const evaluation = insertEvaluation(store)
    expect(store.predictions.measure(evaluation)).toEqual({ n: 0, correct: 0, correctTop5: 0, meanLoss: null })
    store.predictions.put(evaluation, rows)
    expect(store.predictions.measure(evaluation)).toEqual({ n: 5, correct: 2, correctTop5: 4, meanLoss: 0.75 })
  })

  it('counts the cells of the confusion matrix', () => {
    const store = open()
    const evaluation = insertEvaluation(store)
    store.predictions.put(evaluation, rows)
    expect(store.predictions.confusion(evaluation)).toEqual([
      { truth: 1, predicted: 1, count: 1 },
      { truth: 1, predicted: 2, count: 2 },
      { truth: 2, predicted: 1, count: 1 },
      { truth: 2, predicted: 2, count: 1 },
    ])
  })

  it('counts flips over the images that both evaluations saw', () => {
    const store = open()
    const [first, second] = [insertEvaluation(store), insertEvaluation(store, 'fgsm')]
    store.predictions.put(first, rows)
    const others = [prediction(0, 1, 2), prediction(1, 1, 1), prediction(2, 2, 2), prediction(3, 2, 2)]
    store.predictions.put(second, [...others, prediction(9, 1, 1)])
    const counts = { n: 4, bothWrong: 0, bothRight: 1 }
    expect(store.predictions.flips(first, second)).toEqual({ ...counts, fixed: 2, broken: 1 })
    expect(store.predictions.flips(second, first)).toEqual({ ...counts, fixed: 1, broken: 2 })
  })

  it('needs about 100 bytes a row, indexes included', () => {
    const folder = temporaryFolder()
    const store = open(folder)
    const evaluation = insertEvaluation(store)
    const many = Array.from({ length: 20_000 }, (_, image) => prediction(image, image % 8, (image * 7) % 8))
    const noisy = many.map((row) => ({ ...row, confidence: Math.random(), margin: Math.random(), loss: Math.random() }))
    store.transaction(() => store.predictions.put(evaluation, noisy))
    store.close()
    expect(statSync(join(folder, 'test.db')).size / many.length).toBeLessThan(130)
  })
})

describe('a gallery', () => {
  it('follows what is put and cleared while it is looked at', () => {
    const store = open()
    const [evaluation, against] = [insertEvaluation(store), insertEvaluation(store, 'fgsm')]
    store.predictions.put(evaluation, rows)
    expect(ask(store, evaluation, {}).total).toBe(3)
    expect(ask(store, evaluation, { flip: 'broken' }, against).total).toBe(0)
    store.predictions.put(evaluation, [prediction(5, 3, 4)])
    store.predictions.put(against, [prediction(5, 3, 3)])
    expect(ask(store, evaluation, {}).total).toBe(4)
    expect(ask(store, evaluation, { flip: 'broken' }, against).rows.map(({ image }) => image)).toEqual([5])
    store.predictions.clear(evaluation)
    expect(ask(store, evaluation, {})).toMatchObject({ total: 0, rows: [] })
  })

  it('shows nothing of a removed evaluation whose number was given to another', () => {
    const store = open()
    const evaluation = insertEvaluation(store)
    store.predictions.put(evaluation, rows)
    expect(ask(store, evaluation, {}).total).toBe(3)
    expect(store.predictions.flips(evaluation, evaluation)).toMatchObject({ n: 5, bothWrong: 3 })
    store.evaluations.remove(evaluation)
    expect(insertEvaluation(store)).toBe(evaluation)
    expect(ask(store, evaluation, {})).toMatchObject({ total: 0, rows: [] })
    expect(store.predictions.flips(evaluation, evaluation)).toMatchObject({ n: 0 })
  })

  it('answers every question as a plain reading of the rows does', () => {
    const store = open()
    const [first, second] = [insertEvaluation(store), insertEvaluation(store, 'fgsm')]
    const seen = { [first]: randomPredictions(1, 0, 300), [second]: randomPredictions(2, 50, 350) }
    store.transaction(() => {
      store.predictions.put(first, seen[first] ?? [])
      store.predictions.put(second, seen[second] ?? [])
    })
    const random = createRandom(3)
    for (let trial = 0; trial < 400; trial++) {
      const question = randomQuestion(() => random.uniform())
      const against = question.flip !== undefined || random.uniform() < 0.3 ? first : null
      const expected = readPlainly(seen[second] ?? [], against === null ? [] : (seen[first] ?? []), question)
      const { total, rows: page } = ask(store, second, question, against)
      expect([total, page], JSON.stringify(question)).toEqual([expected.total, expected.rows])
    }
  })
})

function randomPredictions(seed: number, from: number, to: number): Prediction[] {
  const random = createRandom(seed)
  return Array.from({ length: to - from }, (_, i) => {
    const truth = ((from + i) * 5) % 8
    const predicted = random.uniform() < 0.5 ? truth : Math.floor(random.uniform() * 8)
    // Few values, so that equal ones occur.
    const coarse = (): number => Math.floor(random.uniform() * 20) / 20
    return { ...prediction(from + i, truth, predicted), confidence: coarse(), margin: coarse() - 0.5, loss: coarse() }
  })
}

function randomQuestion(uniform: () => number): Question {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)] as T
  const some = (): number[] | undefined =>
    pick([undefined, [Math.floor(uniform() * 8)], [1, Math.floor(uniform() * 8), 99], []])
  const bounds = (shift: number): [number, number] | undefined => {
    const low = Math.floor(uniform() * 20) / 20 - shift
    return pick([undefined, [low, low + 0.3]])
  }
  return {
    outcome: pick(['all', 'misclassified', 'correct']),
    flip: pick<Flip | undefined>([undefined, undefined, 'fixed', 'broken', 'both-wrong', 'both-right']),
    truth: some(),
    predicted: some(),
    confidence: bounds(0),
    margin: bounds(0.5),
    sort: pick(['image', 'confidence', 'margin', 'loss', 'wordnet-distance']),
    isDescending: pick([true, false]),
    offset: pick([0, 3, 500]),
    limit: pick([1, 7, 200]),
  }
}

function readPlainly(own: readonly Prediction[], others: readonly Prediction[], question: Question) {
  const { outcome, flip, truth, predicted, confidence, margin, sort = 'image', isDescending } = question
  const isBetween = (value: number, bounds: readonly [number, number] | undefined): boolean =>
    !bounds || (value >= bounds[0] && value <= bounds[1])
  const withOthers = own.map((row) => {
    const other = others.find(({ image }) => image === row.image)
    const isRight = row.truth === row.predicted
    const name = {
      'true,true': 'both-right',
      'true,false': 'fixed',
      'false,true': 'broken',
      'false,false': 'both-wrong',
    }[`${isRight},${other?.predicted === row.truth}`] as Flip
    return { ...row, other: other ? { predicted: other.predicted, flip: name } : null }
  })
  const wanted = withOthers.filter(
    (row) =>
      (flip === undefined
        ? outcome === 'all' || (row.truth === row.predicted) === (outcome === 'correct')
        : row.other?.flip === flip) &&
      (truth?.includes(row.truth) ?? true) &&
      (predicted?.includes(row.predicted) ?? true) &&
      isBetween(row.confidence, confidence) &&
      isBetween(row.margin, margin),
  )
  const sign = isDescending ? -1 : 1
  const valueOf = (row: Prediction): number =>
    sort === 'wordnet-distance' || sort === 'score' ? distanceOf(row.truth, row.predicted) : row[sort]
  const sorted = wanted.toSorted((a, b) => sign * (valueOf(a) - valueOf(b)) || a.image - b.image)
  const { offset = 0, limit = 200 } = question
  return { total: sorted.length, rows: sorted.slice(offset, offset + limit) }
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MapScores } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { createKeepLater } from '../../../src-main/host/keep-later.ts'
import { createJournal } from '../../../src-main/host/journal.ts'
import { createExplanations } from '../../../src-main/host/services/explanations.ts'
import { createMapScores } from '../../../src-main/host/services/map-scores.ts'
import { createTasks } from '../../../src-main/host/tasks.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { insertFinished, insertRun, prediction } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const scores: MapScores = {
  ...{ deletion: 0.5, insertion: 0.5, pointing: null, energy: null },
  ...{ driftCorrelation: null, driftOverlap: null },
}
const answers: Readonly<Record<string, object>> = {
  'see-image': {
    ...{ shape: [1, 1, 1], clean: new Uint8Array(4), seen: new Uint8Array(4) },
    ...{ cleanPrediction: prediction(0, 0, 0), seenPrediction: prediction(0, 0, 0) },
    perturbation: { linf: 0, l2: 0, changed: 0 },
  },
  explain: { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null },
  'score-map': scores,
}
type During = (question: string) => void

/** A real store, and a lane that answers at once; `during` happens while it is at a question. */
function open(during: During = () => undefined) {
  const workspace = workspaceAt(temporaryFolder())
  const store = openStore(workspace.database)
  onTestFinished(() => store.close())
  insertRun(store, 'a')
  const evaluation = insertFinished(store, { run: 'a', n: 2 })
  const context = { workspace, store, now: () => 1, journal: createJournal(store, () => undefined) }
  const lane = {
    async ask(_task: string, question: string) {
      during(question)
      return answers[question]
    },
    cancel: () => undefined,
  } as never
  const tasks = createTasks(lane)
  const later = createKeepLater({ write: () => undefined })
  const explanations = createExplanations(context as unknown as HostContext, lane, tasks, later)
  const mapScores = createMapScores(context as unknown as HostContext, lane, tasks, explanations)
  const request = {
    ...{ task: 't', evaluation: String(evaluation), image: 0, input: 'seen' as const },
    ...{ method: { id: 'gradient', params: {} }, target: 'predicted' as const },
  }
  const folder = join(workspace.explanations, 'a', String(evaluation))
  const files = () => (existsSync(folder) ? readdirSync(folder) : [])
  return { store, evaluation, explanations, mapScores, request, files, later }
}

/** As `open`; while the lane is at this question, the evaluation begins anew, and gets as far as `then` says. */
function begunAnew(at: string, then: (it: Pick<ReturnType<typeof open>, 'store' | 'evaluation'>) => void) {
  const opened: ReturnType<typeof open> = open((question) => {
    if (question !== at) return
    const { store, evaluation } = opened
    store.transaction(() => {
      store.predictions.clear(evaluation)
      store.evaluations.setState(evaluation, 'running', null)
      then({ store, evaluation })
    })
  })
  return opened
}

const refusal = { code: 'conflict', message: 'Image 0 was evaluated anew meanwhile: what was made of it is dropped.' }

describe('what was asked before an evaluation began anew', () => {
  it.each([
    ['is at its beginning', () => undefined],
    [
      'has seen the same of the image',
      ({ store, evaluation }) => store.predictions.put(evaluation, [prediction(0, 0, 0)]),
    ],
    [
      'is done, with another outcome',
      ({ store, evaluation }) => {
        store.predictions.put(evaluation, [prediction(0, 0, 1)])
        store.evaluations.setState(evaluation, 'done', null)
      },
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof begunAnew>[1]])[])(
    'leaves neither row nor file where that %s',
    async (_, then) => {
      const seen = begunAnew('see-image', then)
      await expect(seen.explanations.seenImage(seen.request)).rejects.toMatchObject(refusal)
      await seen.later.stop()
      expect([seen.files(), seen.store.explanations.seenImage(seen.evaluation, 0)]).toEqual([[], undefined])

      const explained = begunAnew('explain', then)
      await expect(explained.explanations.explain(explained.request)).rejects.toMatchObject(refusal)
      await explained.later.stop()
      expect(explained.files()).toEqual([])
      expect([...explained.store.explanations.paths()]).toEqual([])
    },
  )

  it('is no score of a map that is gone, though the outcome is the same', async () => {
    const { explanations, later, mapScores, request } = begunAnew('score-map', ({ store, evaluation }) => {
      store.predictions.put(evaluation, [prediction(0, 0, 0)])
      store.evaluations.setState(evaluation, 'done', null)
    })
    await explanations.explain(request)
    await later.stop()
    await expect(mapScores.scoreMap(request)).rejects.toMatchObject(refusal)
  })

  it('is kept where nothing happened', async () => {
    const { store, mapScores, request, files, later } = open()
    expect(await mapScores.scoreMap(request)).toEqual(scores)
    await later.stop()
    // The image as it is lies in the dataset.
    expect(files()).toHaveLength(1)
    expect(store.explanations.paths().size).toBe(1)
  })
})

describe('an image of an evaluation that is not done', () => {
  it('is not made again: how many images there are may be another number by now', async () => {
    const { store, evaluation, explanations, request } = open()
    store.evaluations.askAnew(evaluation, 50)
    await expect(explanations.seenImage(request)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This evaluation is queued: what it saw can be made again when it is done.',
    })
  })

  it('is still shown where it was made before', async () => {
    const { store, evaluation, explanations, request } = open()
    const seen = await explanations.seenImage(request)
    store.evaluations.askAnew(evaluation, 50)
    expect(await explanations.seenImage(request)).toEqual({ ...seen })
  })
})

import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { conditionText, resolveCondition } from '../../../src-main/host/services/conditions.ts'
import { conditionPairOf, gatherFigures, pairOf } from '../../../src-main/host/studies/gather-figures.ts'
import { comparisonTable } from '../../../src-main/host/studies/page-parts.ts'
import { insertCheckpoint, insertFinished, insertRun } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const conditionOf = (text: string) => resolveCondition(parseMethod(text))
const clean = conditionOf('clean')
const pgd = conditionOf('pgd:epsilon=2/255')
const apgd = conditionOf('apgd-t:epsilon=2/255')
const [pgdText, apgdText] = [conditionText(pgd), conditionText(apgd)]

/** Two runs with a last checkpoint, and the second with a best one. */
function storeWithRuns() {
  const store = temporaryStore()
  for (const run of ['base', 'robust']) insertRun(store, run)
  const checkpoints = {
    base: insertCheckpoint(store, { run: 'base', kind: 'last', epoch: 5 }),
    best: insertCheckpoint(store, { run: 'robust', kind: 'best', epoch: 2 }),
    robust: insertCheckpoint(store, { run: 'robust', kind: 'last', epoch: 5 }),
  }
  const figures = () => {
    const runs = ['base', 'robust'].flatMap((id) => store.runs.get(id) ?? [])
    return gatherFigures({ store } as HostContext, runs, [clean, pgd])
  }
  return { store, checkpoints, figures }
}

describe('a pair of runs', () => {
  it('is counted over the images that both saw, however many each one saw', () => {
    const { store, checkpoints, figures } = storeWithRuns()
    // Of the ten shared images base has the first three, robust all but the first one.
    insertFinished(store, { run: 'base', checkpoint: checkpoints.base, n: 40, isRight: (image) => image < 3 })
    insertFinished(store, { run: 'robust', checkpoint: checkpoints.robust, n: 10, isRight: (image) => image > 0 })
    const found = figures()
    const none = [[], []]
    const forward = { n: 10, correct: [3, 9], fixed: 7, broken: 1, suspicions: none }
    expect(pairOf(found, 'base', 'robust', 'clean')).toEqual(forward)
    expect(pairOf(found, 'robust', 'base', 'clean')).toEqual({ ...forward, correct: [9, 3], fixed: 1, broken: 7 })
    const table = comparisonTable(found, true)
    const difference = table.kind === 'table' ? table.rows[0]?.at(-2) : null
    expect(difference).toMatch(/^60\.0 points .*, n = 10$/)
  })

  it('is none where they saw no image in common', () => {
    const { store, checkpoints, figures } = storeWithRuns()
    insertFinished(store, { run: 'base', checkpoint: checkpoints.base, n: 5 })
    insertFinished(store, { run: 'robust', checkpoint: checkpoints.robust, n: 5, firstImage: 5 })
    expect(pairOf(figures(), 'base', 'robust', 'clean')).toBeNull()
  })

  it('carries the checks that call one of its accuracies suspicious', () => {
    const { store, checkpoints, figures } = storeWithRuns()
    const about = { condition: pgd, n: 4 }
    insertFinished(store, { run: 'base', checkpoint: checkpoints.base, ...about })
    const robust = insertFinished(store, { run: 'robust', checkpoint: checkpoints.robust, ...about })
    store.evaluations.putChecks(robust, [
      { id: 'in-the-ball', verdict: 'passed', reason: 'All of them.' },
      { id: 'transfer', verdict: 'suspicious', reason: 'Tried from base.' },
    ])
    const title = 'Transfer from another run not stronger'
    expect(pairOf(figures(), 'base', 'robust', pgdText)?.suspicions).toEqual([[], [title]])
  })
})

describe('figures of a study', () => {
  it('hold no two checkpoints against each other: only the last one counts', () => {
    const { store, checkpoints, figures } = storeWithRuns()
    const about = { run: 'robust', n: 10 }
    insertFinished(store, { ...about, checkpoint: checkpoints.robust, condition: apgd, isRight: (image) => image < 2 })
    insertFinished(store, { ...about, checkpoint: checkpoints.best, condition: pgd, isRight: (image) => image < 5 })
    const pair = () => conditionPairOf({ store } as HostContext, figures(), 'robust', [pgdText, apgdText])
    expect(pair()).toBeNull()
    const ofLast = { ...about, checkpoint: checkpoints.robust, condition: pgd }
    insertFinished(store, { ...ofLast, n: 6, isRight: (image) => image < 4 })
    expect(pair()).toMatchObject({ n: 6, correct: [4, 2], fixed: 0, broken: 2 })

    // The run goes on: nothing is evaluated of what is its last checkpoint now.
    insertCheckpoint(store, { run: 'robust', kind: 'last', epoch: 6 })
    expect(figures().rows).toEqual([])
  })

  it("sum the seconds of the study's conditions on the last checkpoint, and of nothing else", () => {
    const { store, checkpoints, figures } = storeWithRuns()
    const about = { run: 'robust', n: 4 }
    insertFinished(store, { ...about, checkpoint: checkpoints.robust, condition: clean, seconds: 2 })
    insertFinished(store, { ...about, checkpoint: checkpoints.robust, condition: pgd, seconds: 30 })
    insertFinished(store, { ...about, checkpoint: checkpoints.robust, condition: apgd, seconds: 400 })
    insertFinished(store, { ...about, checkpoint: checkpoints.best, condition: pgd, seconds: 5000 })
    expect(figures().runs.map(({ evaluationSeconds }) => evaluationSeconds)).toEqual([null, 32])
  })
})

import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HostContext } from '../../../src-main/host/context.ts'
import { compareRuns } from '../../../src-main/host/services/comparisons.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { insertRun, prediction } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const images = 20

describe('comparing many runs', () => {
  it('reads the outcomes of every evaluation once', () => {
    const store = openStore(join(temporaryFolder(), 'test.db'))
    onTestFinished(() => store.close())
    const ids = Array.from({ length: 40 }, (_, run) => `run-${run}`)
    ids.forEach((id, run) => {
      insertRun(store, id)
      const { id: evaluation } = store.evaluations.insert({
        run: id,
        checkpoint: null,
        split: 'validation',
        condition: { id: 'clean', params: {} },
        n: images,
        createdAt: 0,
      })
      // The run of this number is right on the first images, as many as its number modulo 20.
      store.predictions.put(
        evaluation,
        Array.from({ length: images }, (_, image) => prediction(image, 0, image < run % images ? 0 : 1)),
      )
      store.evaluations.finish(evaluation, {
        n: images,
        correct: run % images,
        correctTop5: 0,
        meanLoss: 1,
        seconds: 1,
      })
    })
    const outcomes = vi.spyOn(store.predictions, 'outcomes')
    const { pairs } = compareRuns({ store } as HostContext, ids)
    expect(pairs).toHaveLength((40 * 39) / 2)
    const pairOf = (first: string, second: string) => pairs.find(({ runs }) => runs[0] === first && runs[1] === second)
    expect(pairOf('run-3', 'run-10')).toMatchObject({
      condition: 'clean',
      fixed: 7,
      broken: 0,
      p: expect.closeTo(2 ** -6, 12),
    })
    expect(pairOf('run-10', 'run-23')).toMatchObject({ fixed: 0, broken: 7 })
    expect(outcomes).toHaveBeenCalledTimes(40)
  })
})

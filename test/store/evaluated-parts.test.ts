import { expect, it } from 'vitest'
import type { EvaluatedPart } from '../../src-main/store/evaluated-parts.ts'
import { insertFinished, insertRun } from '../support/store-rows.ts'
import { temporaryStore } from '../support/temporary-store.ts'

it('keeps batches of an evaluation, the newer one of two, and tells what those of before took', () => {
  const store = temporaryStore()
  const parts = store.evaluatedParts
  insertRun(store, 'a')
  const evaluation = insertFinished(store, { run: 'a', n: 20 })
  const part = (first: number, seconds: number): EvaluatedPart => ({
    ...{ first, n: 2, temperature: 1.5, seconds },
    plain: Float64Array.from([0.9, 1, 0.1, 0.2, 0.8, 0, 1.2, first]),
    scaled: Float64Array.from([0.7, 1, 0.2, 0.3, 0.6, 0, 1.1, first]),
    reach: { distance: 0.1, low: 0, high: 1 },
  })
  parts.put(evaluation, part(0, 3), 10)
  parts.put(evaluation, part(2, 4), 20)
  parts.put(evaluation, part(6, 5), 30)
  expect(parts.list(evaluation)).toEqual([part(0, 3), part(2, 4)])

  // Another attempt, which started at 40, sees the second one again.
  parts.put(evaluation, part(2, 7), 50)
  parts.put(evaluation, part(4, 8), 60)
  parts.put(evaluation, part(6, 9), 70)
  expect(parts.list(evaluation).map(({ seconds }) => seconds)).toEqual([3, 7, 8, 9])
  expect(parts.secondsBefore(evaluation, 40)).toBe(3)
  parts.remove(evaluation)
  expect(parts.list(evaluation)).toEqual([])
})

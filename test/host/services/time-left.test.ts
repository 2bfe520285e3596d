import { expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import type { PlanTask } from '../../../src-main/host/services/plan-work.ts'
import { secondsLeft } from '../../../src-main/host/services/time-left.ts'
import { insertFinished, insertRun } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

it('reckons what waits by what the same took, else by what is nearest, less what a running one has had', () => {
  const store = temporaryStore()
  insertRun(store, 'run')
  const run = store.runs.get('run')
  if (!run) throw new Error('There is no run.')
  const task = (condition: string, passes: number, seconds: number | null): PlanTask => {
    const choice = parseMethod(condition)
    const shared = { run: 'run', checkpoint: null, condition: choice, n: 10 }
    const id =
      seconds === null
        ? store.evaluations.insert({ ...shared, split: 'validation', createdAt: 0 }).id
        : insertFinished(store, { ...shared, seconds })
    const known = store.evaluations.get(id)
    return { run, checkpoint: 'last', condition: choice, n: 10, passes, known }
  }
  const context = { store, now: () => 5000 }
  const done = [task('clean', 1, 10), task('fog:severity=1', 1, 40)]
  const left = (...waiting: PlanTask[]): number | null => secondsLeft(context, waiting, done)
  // Like its other severity; like the mean of both; twenty passes as the fastest makes one.
  expect(left(task('fog:severity=2', 1, null))).toBe(40)
  expect(left(task('snow', 1, null))).toBe(25)
  const pgd = task('pgd', 20, null)
  expect(left(pgd)).toBe(200)
  store.jobs.queue({ lane: 'training', kind: 'evaluate', run: 'run', evaluation: pgd.known?.id ?? 0, at: 0 })
  store.jobs.setState(store.jobs.queued('training')[0]?.id ?? 0, 'running', null, 2000)
  expect(left(pgd)).toBe(197)
  expect([left(), secondsLeft(context, [pgd], [])]).toEqual([null, null])
})

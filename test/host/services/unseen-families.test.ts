import { expect, it } from 'vitest'
import { parseMethod, RunConfig } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { compareRuns } from '../../../src-main/host/services/comparisons.ts'
import { resolveCondition } from '../../../src-main/host/services/conditions.ts'
import { seenFamilies } from '../../../src-main/host/services/seen-families.ts'
import { compareUnseen } from '../../../src-main/host/services/unseen-families.ts'
import { insertCheckpoint, insertFinished, insertRun, shapesDataset } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

function storeWith(runs: Readonly<Record<string, readonly string[]>>) {
  const store = temporaryStore()
  for (const [id, augmentations] of Object.entries(runs)) {
    insertRun(store, `experiment-${id}`)
    const config = RunConfig.parse({ name: id, dataset: { id: 'shapes' }, augmentations })
    store.runs.insert({
      id,
      experiment: `experiment-of-experiment-${id}`,
      dataset: shapesDataset.id,
      config,
      createdAt: 1,
    })
  }
  const context = { store } as HostContext
  const evaluated = (run: string, condition: string, right: number, checkpoint: number | null = null): void => {
    const resolved = resolveCondition(parseMethod(condition))
    insertFinished(store, { run, condition: resolved, n: 20, checkpoint, isRight: (image) => image < right })
  }
  return { store, context, evaluated }
}

it('leaves out what a run saw, and of a pair what either saw', () => {
  const { context, evaluated } = storeWith({ base: [], noisy: ['gaussian-noise'] })
  for (const [run, right] of [
    ['base', 4],
    ['noisy', 8],
  ] as const) {
    evaluated(run, 'clean', 20)
    evaluated(run, 'gaussian-noise', 19)
    evaluated(run, 'gaussian-noise-c:severity=5', 19)
    evaluated(run, 'fog:severity=1', right)
    evaluated(run, 'fog:severity=5', right + 2)
    evaluated(run, 'snow', right)
  }
  const { means, pairs } = compareUnseen(context, ['base', 'noisy'])
  expect(means).toMatchObject([
    { run: 'base', n: 20, mean: expect.closeTo((0.95 + 0.25 + 0.2) / 3, 12), seen: [] },
    { run: 'noisy', n: 20, mean: expect.closeTo((0.45 + 0.4) / 2, 12), seen: ['gaussian-noise'] },
  ])
  expect(pairs).toMatchObject([{ runs: ['base', 'noisy'], n: 20, families: ['fog', 'snow'] }])
  expect(pairs[0]?.difference).toBeCloseTo(0.2, 12)
  const rows = compareRuns(context, ['noisy']).rows
  expect(rows.filter(({ seen }) => seen.length > 0).map(({ condition }) => condition)).toEqual([
    'gaussian-noise:sigma=0.1',
    'gaussian-noise-c:severity=5',
  ])
})

it('takes the weights that saw most conditions, and no mix of two', () => {
  const { store, context, evaluated } = storeWith({ run: [] })
  const best = insertCheckpoint(store, { run: 'run', kind: 'best', epoch: 3 })
  const last = insertCheckpoint(store, { run: 'run', kind: 'last', epoch: 5 })
  evaluated('run', 'fog', 10, best)
  evaluated('run', 'snow', 12, best)
  evaluated('run', 'fog', 2, last)
  expect(compareUnseen(context, ['run']).means).toMatchObject([
    { checkpoint: 'epoch 3, best clean', mean: expect.closeTo(0.55, 12) },
  ])
})

it('knows what the run saw that a run was forked from', () => {
  const { store } = storeWith({ first: ['poisson-noise'], second: [] })
  const checkpoint = insertCheckpoint(store, { run: 'first', kind: 'last', epoch: 2 })
  const keeps = { keepsProgress: false, keepsSchedule: false, keepsPlace: false }
  store.origins.insert('second', { run: 'first', checkpoint, epoch: 2, path: 'x', bytes: 1, ...keeps })
  const second = store.runs.get('second')
  expect(second && seenFamilies({ store }, second)).toEqual([
    { family: 'poisson-noise', by: expect.stringMatching(/^poisson-noise/) },
  ])
})

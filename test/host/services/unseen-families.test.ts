import { expect, it, vi } from 'vitest'
import { parseMethod, RunConfig } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { compareRuns } from '../../../src-main/host/services/comparisons.ts'
import { resolveCondition } from '../../../src-main/host/services/conditions.ts'
import { seenFamilies } from '../../../src-main/host/services/seen-families.ts'
import { createUnseenFamilies } from '../../../src-main/host/services/unseen-families.ts'
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
  const evaluated = (run: string, condition: string, right: number, checkpoint: number | null = null, n = 20): void => {
    const resolved = resolveCondition(parseMethod(condition))
    insertFinished(store, { run, condition: resolved, n, checkpoint, isRight: (image) => image < right })
  }
  return { store, context, evaluated }
}

it('leaves out what a run saw, and of a pair what either saw', async () => {
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
  const { means, pairs } = await createUnseenFamilies(context)(['base', 'noisy'])
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

it('takes the weights that saw most conditions, and no mix of two', async () => {
  const { store, context, evaluated } = storeWith({ run: [] })
  const best = insertCheckpoint(store, { run: 'run', kind: 'best', epoch: 3 })
  const last = insertCheckpoint(store, { run: 'run', kind: 'last', epoch: 5 })
  evaluated('run', 'fog', 10, best)
  evaluated('run', 'snow', 12, best)
  evaluated('run', 'fog', 2, last)
  expect((await createUnseenFamilies(context)(['run'])).means).toMatchObject([
    { checkpoint: 'epoch 3, best clean', mean: expect.closeTo(0.55, 12) },
  ])
})

it('pairs runs with the baseline alone, and works out once what stays as it is', async () => {
  const { context, evaluated } = storeWith({ first: [], second: [], third: [] })
  for (const run of ['first', 'second', 'third']) evaluated(run, 'fog', 10)
  const outcomes = vi.spyOn(context.store.predictions, 'outcomes')
  const compareUnseen = createUnseenFamilies(context)
  const runs = ['first', 'second', 'third']
  const pairsOf = async (baseline?: string) => (await compareUnseen(runs, baseline)).pairs.map((pair) => pair.runs)
  expect(await pairsOf()).toEqual([
    ['first', 'second'],
    ['first', 'third'],
  ])
  expect(await pairsOf('third')).toEqual([
    ['third', 'first'],
    ['third', 'second'],
  ])
  outcomes.mockClear()
  expect(await pairsOf('third')).toHaveLength(2)
  expect(outcomes).not.toHaveBeenCalled()
  evaluated('second', 'snow', 20)
  expect((await compareUnseen(runs)).means.map(({ mean }) => mean)).toEqual([0.5, 0.75, 0.5])
})

it('lets the host answer others while it resamples', async () => {
  const { context, evaluated } = storeWith({ first: [] })
  for (const condition of ['fog', 'snow']) evaluated('first', condition, 10, null, 10_000)
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await createUnseenFamilies(context)(['first'])
  isOver = true
  // Two to read the evaluations; the resamples take longer than one turn may, however fast the machine is.
  expect(turns).toBeGreaterThan(3)
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

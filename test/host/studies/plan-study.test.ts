import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/index.ts'
import { openStore, type Store } from '../../../src-main/store/store.ts'
import { insertCheckpoint, insertFinished } from '../../support/store-rows.ts'
import { startHost, workspaceWithDataset } from '../../support/test-host.ts'

const base = { dataset: { id: 'idx' }, objective: 'adversarial-regularization:multiplier=0.5' }

/** A workspace with a run that was launched when its methods had none but these parameters. */
function workspaceWithOldRun(change: (store: Store) => void = () => undefined): string {
  const workspace = workspaceWithDataset()
  const store = openStore(join(workspace, 'store', 'adversarium.db'))
  const config = RunConfig.parse({ ...base, name: 'old', dataset: { id: 'idx', imported: 'digits' } })
  const own = { version: 1 as const, name: 'old', base: {}, runs: [{}], conditions: [], evaluationImages: null }
  store.experiments.insert({ id: 'experiment', name: 'old', config: own, createdAt: 1000 })
  store.runs.insert({ id: 'old', experiment: 'experiment', dataset: 'digits', config, createdAt: 1000 })
  change(store)
  store.close()
  return workspace
}

describe('planning a study', () => {
  it('finds runs from before their methods got more parameters, and none of other values', async () => {
    const { client } = await startHost(workspaceWithOldRun())
    const multipliers = [0.5, 0.25].map((multiplier) => ({
      objective: `${base.objective.split('=')[0]}=${multiplier}`,
    }))
    const config = { name: 'study', base, runs: multipliers, conditions: ['clean'] }
    const { runs } = await client.studies.plan({ study: 'chen-2020', config })
    expect(runs.map(({ run }) => run)).toEqual(['old', null])
  })

  it('is not finished by evaluations of another checkpoint than the last', async () => {
    const planWith = async (checkpoint: 'best' | 'last', n: number) => {
      const { client } = await startHost(
        workspaceWithOldRun((store) => {
          store.runs.setState('old', 'done', null, 2000)
          const checkpoints = {
            best: insertCheckpoint(store, { run: 'old', kind: 'best', epoch: 3 }),
            last: insertCheckpoint(store, { run: 'old', kind: 'last', epoch: 5 }),
          }
          insertFinished(store, { run: 'old', checkpoint: checkpoints[checkpoint], n })
        }),
      )
      const config = { name: 'study', base, runs: [{}], conditions: ['clean'] }
      const { isFinished, runs } = await client.studies.plan({ study: 'chen-2020', config })
      return [isFinished, runs.flatMap(({ missingConditions }) => missingConditions.map(({ condition }) => condition))]
    }
    expect(await planWith('last', 10)).toEqual([true, []])
    expect(await planWith('last', 9)).toEqual([false, ['clean']])
    expect(await planWith('best', 10)).toEqual([false, ['clean']])
  })
})

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/index.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { startHost, workspaceWithDataset } from '../../support/test-host.ts'

const base = { dataset: { id: 'idx' }, objective: 'adversarial-regularization:multiplier=0.5' }

/** A workspace with a run that was launched when its methods had none but these parameters. */
function workspaceWithOldRun(): string {
  const workspace = workspaceWithDataset()
  const store = openStore(join(workspace, 'store', 'adversarium.db'))
  const config = RunConfig.parse({ ...base, name: 'old', dataset: { id: 'idx', imported: 'digits' } })
  const own = { version: 1 as const, name: 'old', base: {}, runs: [{}], conditions: [] }
  store.experiments.insert({ id: 'experiment', name: 'old', config: own, createdAt: 1000 })
  store.runs.insert({ id: 'old', experiment: 'experiment', dataset: 'digits', config, createdAt: 1000 })
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
})

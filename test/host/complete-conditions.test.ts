import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../src-main/contract/index.ts'
import { resolveCondition } from '../../src-main/core/evaluation/condition.ts'
import { completeConditions } from '../../src-main/host/complete-conditions.ts'
import { openStore } from '../../src-main/store/store.ts'
import { workspaceWithDataset } from '../support/test-host.ts'

const former = { id: 'pgd', params: { epsilon: 2 / 255, steps: 10 } }
const gone = { id: 'attack-of-a-plugin', params: { strength: 1 } }

describe('completing conditions', () => {
  it('finds evaluations from before their attack got more parameters, and leaves what is unknown', () => {
    const store = openStore(join(workspaceWithDataset(), 'store', 'adversarium.db'))
    const own = { version: 1 as const, name: 'old', base: {}, runs: [{}], conditions: [], evaluationImages: null }
    store.experiments.insert({ id: 'experiment', name: 'old', config: own, createdAt: 1000 })
    const config = RunConfig.parse({ dataset: { id: 'idx', imported: 'digits' } })
    store.runs.insert({ id: 'old', experiment: 'experiment', dataset: 'digits', config, createdAt: 1000 })
    const asked = { run: 'old', checkpoint: null, split: 'validation' as const, n: 10, createdAt: 1000 }
    const { id } = store.evaluations.insert({ ...asked, condition: former })
    store.evaluations.insert({ ...asked, condition: gone })

    completeConditions({ store })
    const { params } = resolveCondition(former)
    expect(store.evaluations.findWaiting('old', 'validation', { id: 'pgd', params: { ...params } })?.id).toBe(id)
    expect(store.evaluations.findWaiting('old', 'validation', gone)).toBeDefined()
    store.close()
  })
})

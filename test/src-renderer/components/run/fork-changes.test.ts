import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../../src-main/contract/index.ts'
import { forkChanges, forkFields, forkSettings } from '../../../../src-renderer/components/run/fork-changes.ts'
import { withValue } from '../../../../src-renderer/lib/config/paths.ts'
import { aRun, catalog } from '../../support/samples.ts'

const run = aRun({ config: { optimizer: 'sgd:learningRate=0.1' } })
const before = forkSettings(run, catalog)

describe('changes of a fork', () => {
  it('are the changed top-level fields, whole, so that they take the place of those of the run', () => {
    const after = withValue(withValue(before, 'epochs', 60), 'optimizer.params.learningRate', 0.01)
    const changes = forkChanges(before, after)
    expect(Object.keys(changes).toSorted()).toEqual(['epochs', 'optimizer'])
    expect(RunConfig.parse({ ...run.config, ...changes })).toMatchObject({
      epochs: 60,
      optimizer: { id: 'sgd', params: { learningRate: 0.01 } },
    })
  })

  it('are none where nothing was changed', () => {
    expect(forkChanges(before, before)).toEqual({})
  })

  it('offer epochs first, the parameters of the optimizer, and nothing that must stay', () => {
    const paths = forkFields(before, catalog).map(({ path }) => path)
    expect(paths[0]).toBe('epochs')
    expect(paths).toContain('optimizer.params.learningRate')
    expect(paths.filter((path) => /^(architecture|dataset)/.test(path))).toEqual([])
  })
})

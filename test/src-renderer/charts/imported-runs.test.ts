import { describe, expect, it } from 'vitest'
import { lossByStep } from '../../../src-renderer/charts/loss-by-step.ts'
import { otherMetrics } from '../../../src-renderer/charts/other-metrics.ts'
import { seedGroups } from '../../../src-renderer/charts/seed-groups.ts'
import { xAxis } from '../../../src-renderer/charts/x-axis.ts'
import { configDifferences } from '../../../src-renderer/lib/compare/config-differences.ts'
import { statedFacts, withoutWeights } from '../../../src-renderer/lib/runs/imported-run.ts'
import { aRun, catalog } from '../support/samples.ts'

const imported = (id: string, params: Record<string, string> = {}) =>
  aRun({ id, imported: { source: 'wandb', path: '/logs', params, names: {}, notes: [] } })
const points = (name: string) => [{ name, step: 1, epoch: 1, value: 0.5 }]

describe('a run that was trained elsewhere', () => {
  it('is no seed of another, whose configuration is as unknown', () => {
    expect(seedGroups([imported('a'), imported('b'), aRun(), aRun({ id: 'c', config: { seed: 1 } })])).toHaveLength(3)
  })

  it('differs from none in its configuration', () => {
    const own = [aRun(), aRun({ id: 'c', config: { batchSize: 64 } })]
    expect(configDifferences([imported('a'), ...own], catalog)).toMatchObject([
      { path: 'batchSize', values: ['–', '32', '64'] },
    ])
  })

  it('has a chart for every metric that none of ours draws, and its own means as training loss', () => {
    const run = imported('a')
    const axis = xAxis('epoch', run, null)
    const series = new Map(['f1', 'train-loss', 'val/f1', 'validation-accuracy'].map((name) => [name, points(name)]))
    expect(otherMetrics(run, series, axis).map(({ title }) => title)).toEqual(['f1', 'val/f1'])
    expect(lossByStep(run, series, [], { axis }).series.map(({ label }) => label)).toEqual(['train'])
  })

  it('tells what its log says, whatever it calls it', () => {
    const run = imported('a', { Arch: 'resnet18', batch_size: '128', seed: 'none' })
    expect(statedFacts.architecture(run)).toBe('resnet18')
    expect([statedFacts.batchSize(run), statedFacts.seed(run)]).toEqual([128, undefined])
    expect(withoutWeights(run)).toBe('Imported from W&B, without weights: it is read-only.')
    expect(withoutWeights(aRun())).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { catalog } from '../../../../src-main/core/catalog.ts'
import { costOf, monitorCost, workOf } from '../../../../src-renderer/lib/config/cost.ts'
import { readDraft } from '../../../../src-renderer/lib/config/draft.ts'
import { withValue } from '../../../../src-renderer/lib/config/paths.ts'
import { expand, leadingConfig } from '../../../../src-renderer/lib/config/runs.ts'
import sample from '../../../../resources/presets/sample.json'
import { aRun } from '../../support/samples.ts'

const draft = readDraft(sample.config, catalog)
const estimate = {
  parameters: 1,
  stepsPerEpoch: 1,
  imagesPerSecond: 1,
  epochSeconds: 8,
  monitorSeconds: 2,
  monitor: { trainImages: 500, validationImages: 500, gradients: 10, forwards: 1 },
  runSeconds: 120,
  peakBytes: null,
  freeBytes: 1,
  diskBytes: 1,
  device: 'CPU',
}

describe('cost of a draft', () => {
  it('is that of all its runs, each with its own epochs', () => {
    const planned = expand({ ...draft, sweeps: { epochs: [2, 4] }, seeds: 3 })
    expect(costOf(estimate, planned, [], 1000)).toMatchObject({ epochs: 2, runMs: 20_000, totalMs: 360_000 })
  })

  it('ends after the run that is under way, and at no known time where others wait', () => {
    const planned = expand(draft)
    const running = aRun({ startedAt: 0, step: 50, stepsTotal: 100 })
    expect(costOf(estimate, planned, [running], 60_000)).toMatchObject({
      finishedAt: 60_000 + 60_000 + 240_000,
      queue: 'after 1 run',
    })
    expect(costOf(estimate, planned, [running, aRun({ id: 'next', state: 'queued' })], 60_000)).toMatchObject({
      finishedAt: null,
      queue: 'after 2 runs of unknown length',
    })
  })

  it('tells what the monitor takes: images, passes of the attack and its share of an epoch', () => {
    expect(monitorCost(estimate)).toEqual({
      time: '2 s',
      share: 0.2,
      images: '500 + 500 images',
      passes: '10 passes forward and back, 1 forward',
    })
    expect(monitorCost({ ...estimate, monitorSeconds: 0.42 }).time).toBe('0.4 s')
    const single = { ...estimate, monitor: { ...estimate.monitor, gradients: 1, forwards: 0 } }
    expect(monitorCost(single).passes).toBe('1 pass forward and back')
    const clean = { ...estimate, monitor: { ...estimate.monitor, gradients: 0, forwards: 0 } }
    expect(monitorCost(clean).passes).toBe('')
  })

  it('is measured anew when the work changes, not when a strength does', () => {
    const work = (path: string, value: unknown): string =>
      workOf(leadingConfig({ ...draft, settings: withValue(draft.settings, path, value) }), catalog)
    const before = workOf(leadingConfig(draft), catalog)
    expect(work('objective.params.stepSize', 0.1)).toBe(before)
    expect(work('augmentations.0.params.probability', 1)).toBe(before)
    expect(work('epochs', 99)).toBe(before)
    expect(work('objective.params.iterations', 7)).not.toBe(before)
    expect(work('monitor.attack.params.epsilon', 0.01)).toBe(before)
    expect(work('monitor.attack', { id: 'pgd', params: {} })).not.toBe(before)
    expect(work('monitor.attack', null)).not.toBe(before)
    expect(work('monitor.trainImages', 10)).not.toBe(before)
    expect(work('batchSize', 64)).not.toBe(before)
    expect(work('architecture.params.width', 32)).not.toBe(before)
  })

  it('changes where a fraction switches something on', () => {
    const work = (params: object): string =>
      workOf(
        leadingConfig({ ...draft, settings: withValue(draft.settings, 'objective', { id: 'trades', params }) }),
        catalog,
      )
    expect(work({ weightPerturbation: 0.005 })).not.toBe(work({}))
    expect(work({ weightPerturbation: 0.005 })).toBe(work({ weightPerturbation: 0.01 }))
    expect(work({ weightPerturbation: 0 })).not.toBe(work({ weightPerturbation: 0.01 }))
  })
})

import { describe, expect, it } from 'vitest'
import { epsilonSweeps, parseMethod } from '../../../src-main/contract/index.ts'
import { accuracyByCost } from '../../../src-renderer/charts/accuracy-by-cost.ts'
import { accuracyByEpsilon } from '../../../src-renderer/charts/accuracy-by-epsilon.ts'
import { overfitting } from '../../../src-renderer/charts/overfitting.ts'
import { averaged, seedGroups } from '../../../src-renderer/charts/seed-groups.ts'
import { accuracyOf } from '../../../src-renderer/lib/runs/accuracies.ts'
import { aCheck, aRun, anEvaluation, catalog, point } from '../support/samples.ts'

describe('accuracyByEpsilon', () => {
  const measured = (id: string, condition: string, correct: number) =>
    anEvaluation({ id, condition: parseMethod(condition), correct })
  const evaluations = [
    measured('1', 'clean', 900),
    measured('2', 'fgsm:epsilon=4/255', 200),
    { ...measured('3', 'fgsm:epsilon=2/255', 500), checks: [aCheck('Transfer', 'passed')] },
    measured('4', 'pgd:epsilon=2/255', 400),
  ]

  it('draws one attack from clean at 0 to its strongest, with intervals', () => {
    const [sweep, ...others] = epsilonSweeps(evaluations, catalog)
    if (!sweep) throw new Error('There is no sweep.')
    expect(others).toEqual([])
    const [line] = accuracyByEpsilon(sweep, [aRun()], 'base').series
    expect(line?.points).toEqual([
      { x: 0, y: 90 },
      { x: 2 / 255, y: 50, note: '1 of 1 checks passed' },
      { x: 4 / 255, y: 20, note: 'not checked' },
    ])
    expect(
      line?.band?.every(({ low, high }, at) => low < (line.points[at]?.y ?? 0) && high > (line.points[at]?.y ?? 0)),
    ).toBe(true)
    expect(line?.endLabel).toBe('base (baseline)')
  })

  it('takes a step size that follows the strength for the same attack, another number of steps for another', () => {
    const sweeps = epsilonSweeps(
      [
        measured('1', 'pgd:epsilon=2/255,stepSize=0.5/255', 5),
        measured('2', 'pgd:epsilon=4/255,stepSize=1/255', 4),
        measured('3', 'pgd:epsilon=8/255,stepSize=2/255,steps=50', 3),
      ],
      catalog,
    )
    expect(sweeps).toHaveLength(1)
    expect(sweeps[0]?.byRun.get('base')?.map(({ epsilon }) => epsilon * 255)).toEqual([2, 4])
  })
})

describe('accuracyByCost', () => {
  const subject = (id: string, parameters: number | null, memoryBytes: number | null = null) => ({
    run: aRun({ id, parameters }),
    clean: accuracyOf(50, 100),
    robust: null,
    costs: { parameters, multiplyAdds: null, imagesPerSecond: null, memoryBytes },
  })
  const subjects = [subject('small', 20_000, 600e6), subject('large', 2_000_000, 900e6), subject('none', null)]

  it('is logarithmic where networks differ much in size, and leaves out what is not known', () => {
    const model = accuracyByCost(subjects, 'parameters')
    expect(model.series.map(({ run, points }) => [run, points[0]?.x])).toEqual([
      ['small', 20_000],
      ['large', 2_000_000],
    ])
    expect([model.x.isLogarithmic, model.x.min]).toEqual([true, 10_000])
  })

  it('takes another cost by its name, and none where nothing is known of it', () => {
    const memory = accuracyByCost(subjects, 'memoryBytes')
    expect([memory.title, memory.x.isLogarithmic, memory.x.format]).toEqual(['Accuracy against memory', false, 'bytes'])
    expect(memory.series.map(({ points }) => points[0]?.x)).toEqual([600e6, 900e6])
    expect(accuracyByCost(subjects, 'imagesPerSecond').series).toEqual([])
  })
})

describe('groups of seeds', () => {
  const runs = [
    aRun({ id: 'a', name: 'base, seed 1', config: { seed: 1 } }),
    aRun({ id: 'b', name: 'base, seed 2', config: { seed: 2 } }),
    aRun({ id: 'c', name: 'longer', config: { epochs: 20 } }),
  ]

  it('are runs that differ in name and seed only', () => {
    expect(seedGroups(runs).map(({ name, runs }) => [name, runs.length])).toEqual([
      ['base', 2],
      ['longer', 1],
    ])
  })

  it('become one line: their mean where all have a point, a band from lowest to highest, n in the name', () => {
    const name = 'validation-accuracy'
    const values = { a: [0.2, 0.4], b: [0.4], c: [0.9] } as Record<string, number[]>
    const subjects = runs.map((run) => ({
      run,
      series: new Map([[name, (values[run.id] ?? []).map((value, at) => point(name, (at + 1) * 10, value))]]),
    }))
    const { series } = averaged(overfitting(subjects), seedGroups(runs))
    expect(
      series.map(({ label, points, band }) => [label, points.map(({ y }) => Math.round(y)), band?.length]),
    ).toEqual([
      ['base, n = 2', [30], 1],
      ['longer', [90], undefined],
    ])
    expect(series[0]?.band?.[0]).toMatchObject({ low: 20, high: 40 })
  })
})

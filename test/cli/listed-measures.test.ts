import { describe, expect, it } from 'vitest'
import { listedConditions, listedOf } from '../../src-main/cli/terminal/listed-measures.ts'
import type { Measures } from '../../src-main/cli/terminal/measure-tables.ts'
import { imagenetC } from '../../src-main/core/corruptions/index.ts'

const share = { value: 0.5, correct: 5, n: 10, interval: [0.2, 0.8] as [number, number] }
const types = imagenetC.map(({ id, title }) => ({
  id,
  title,
  severities: [0.5, 0.5, 0.5, 0.5, 0.5],
  ce: 1,
  relativeCe: 1,
}))
const means = { meanError: null, retained: null, mce: null, relativeMce: null }
const counts = { n: 10, retainedN: 10, compared: 0, sharedN: 0, relativeN: 0 }

function measured(run: string, ids: readonly string[], wholeTypes: number) {
  const named = { run, name: run, checkpoint: null }
  const accuracies = ids.map((condition) => ({ condition, evaluation: '1', top1: share, top5: null }))
  const gaps = { gap: null, robustGap: null, attack: null, robustOverfitting: null, attackSuccess: [] }
  return {
    summary: { ...named, accuracies, ...gaps },
    corruptions: { ...named, types, measured: wholeTypes, ...counts, ...means },
    calibration: ids.map((condition) => ({ ...named, condition, evaluation: '1', calibration: null, fittedTo: null })),
  }
}

const own = ['fog:severity=1', 'frost:severity=2', 'speckle-noise:severity=1']
const whole = measured('whole', ['clean', ...own], 15)
const part = measured('part', ['clean', 'fog:severity=1'], 1)
const measures = (...runs: (typeof whole)[]): Measures => ({
  ...{ baseline: null, seen: {}, effectiveRobustness: [], classes: [], classNames: [] },
  summary: runs.map(({ summary }) => summary),
  corruptions: runs.map(({ corruptions }) => corruptions),
  calibration: runs.flatMap(({ calibration }) => calibration),
})

describe('listedConditions', () => {
  it('leaves out what the mean of ImageNet-C stands for, and nothing else', () => {
    expect([...listedConditions(measures(whole))]).toEqual(['clean', 'speckle-noise:severity=1'])
  })

  it('lists what a run without the mean was measured under', () => {
    expect(listedConditions(measures(whole, part))).toContain('fog:severity=1')
    expect(listedConditions(measures(whole, part))).not.toContain('frost:severity=2')
  })
})

describe('listedOf', () => {
  it('changes no measure of the document', () => {
    const all = measures(whole)
    const listed = listedOf(all, false)
    expect(listed.calibration.map(({ condition }) => condition)).toEqual(['clean', 'speckle-noise:severity=1'])
    expect(listed.summary[0]?.accuracies).toHaveLength(2)
    expect(all.summary[0]?.accuracies).toHaveLength(4)
  })

  it('lists what was asked for, also where a mean stands for it', () => {
    const asked = {
      ...measures(whole),
      calibration: whole.calibration.filter(({ condition }) => condition === 'fog:severity=1'),
    }
    expect(listedOf(asked, true).summary[0]?.accuracies.map(({ condition }) => condition)).toEqual(['fog:severity=1'])
  })
})

import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { formatMeasures, type Measures } from '../../src-main/cli/terminal/measure-tables.ts'
import type { CalibrationFigures, CorruptionRun, MeasuredSummary } from '../../src-main/contract/index.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const base = { run: 'a1', name: 'base', checkpoint: null }
const robust = { run: 'b2', name: 'robust', checkpoint: 'epoch 4, best robust' }
const share = (correct: number, n: number) => ({
  ...{ correct, n, value: correct / n },
  interval: [correct / n - 0.03, correct / n + 0.02] as [number, number],
})
const measured = (value: number, width = 0.02) => ({
  value,
  interval: [value - width, value + width] as [number, number],
})
const nothing: Measures = {
  ...{ baseline: 'a1', seen: {}, summary: [], corruptions: [], calibration: [], effectiveRobustness: [], classes: [] },
  classNames: ['cat', 'dog'],
}
const noSummary = {
  accuracies: [],
  gap: null,
  robustGap: null,
  attack: null,
  robustOverfitting: null,
  attackSuccess: [],
}
const format = (measures: Partial<Measures>): string =>
  formatMeasures({ ...nothing, ...measures }, { catalog, colors: picocolors.createColors(false) })
    .replaceAll('\u202f', ' ')
    .replaceAll(/ {2,}/g, ' | ')

describe('formatMeasures', () => {
  it('says nothing of nothing', () => expect(format({})).toBe(''))

  it('writes each table in LaTeX and in Markdown', () => {
    const summary = [
      {
        ...robust,
        ...noSummary,
        robustGap: {
          difference: 0.3,
          interval: [0.2, 0.4] as [number, number],
          train: share(8, 10),
          validation: share(5, 10),
          from: 'monitor' as const,
        },
      },
    ]
    const written = (as: 'latex' | 'markdown'): string =>
      formatMeasures({ ...nothing, summary }, { catalog, colors: picocolors.createColors(false), as })
    expect(written('latex')).toMatch(/\\caption\{Gaps, [^]*\\begin\{tabular\}\{llrlll\}/)
    expect(written('latex')).toContain('$+30.0 \\pm 10.0$\\,pp')
    expect(written('markdown')).toMatch(/^## Gaps\n\n[^]*\| run \| gap \|/)
  })

  it('shows gaps with what they rest on, and what robust training lost', () => {
    const gap = { difference: 0.3, interval: [0.26, 0.34] as [number, number], train: share(80, 100) }
    const summary: MeasuredSummary = {
      ...{ ...robust, ...noSummary },
      gap: { ...gap, validation: share(100, 200), from: 'monitor' },
      robustOverfitting: {
        difference: 0.079,
        best: share(535, 1000),
        bestEpoch: 4,
        last: share(456, 1000),
        lastEpoch: 9,
      },
    }
    expect(format({ summary: [summary] })).toContain(
      'robust (epoch 4, best robust) | +30.0 pp ±4.0, n = 100/200, monitor | – | 53.5 @4 | 45.6 @9 | +7.9 pp',
    )
  })

  it('shows accuracies with their top five', () => {
    const accuracies = [{ condition: 'clean', evaluation: '1', top1: share(60, 100), top5: share(90, 100) }]
    const summary = [
      { ...base, ...noSummary, accuracies },
      { ...robust, ...noSummary },
    ]
    expect(format({ summary })).toContain('clean | 60.0 ±3.0 of 100 | 90.0 ±3.0 of 100 | – | –')
  })

  it('shows attacks over initially right images, a column a run', () => {
    const success = { condition: 'fgsm:epsilon=2/255', evaluation: '1', success: share(60, 80) }
    const summary = [
      { ...base, ...noSummary, attackSuccess: [success] },
      { ...robust, ...noSummary },
    ]
    expect(format({ summary })).toMatch(/fgsm:epsilon=2\/255 \| 75\.0 ±3\.0 of 80 \| –/)
  })

  it('shows errors of corruptions, with what is relative to the baseline', () => {
    const type = { id: 'fog', title: 'Fog', severities: [0.1, 0.2, 0.3, 0.4, 0.5], ce: 0.8, relativeCe: 0.9 }
    const run: CorruptionRun = {
      ...{ ...robust, types: [type, { ...type, title: 'Snow', severities: [0.1, null, null, null, null], ce: null }] },
      ...{ measured: 1, n: 1000, compared: 1, sharedN: 900, meanError: measured(0.3), retained: measured(0.7) },
      ...{ retainedN: 800, relativeN: 700 },
      ...{ mce: measured(0.8, 0.05), relativeMce: null },
    }
    const text = format({ corruptions: [{ ...run, ...base }, run] })
    expect(text).toContain('CE relative to base = 100')
    expect(text).toContain('Fog | 30.0 CE 80.0 | 30.0 CE 80.0')
    expect(text).toContain('Snow | 10.0 (1 of 5) | 10.0 (1 of 5)')
    expect(text).toContain('Mean error | 30.0 ±2.0 over 1 of 15, n = 1,000')
    expect(text).toContain('Retained accuracy | 70.0 ±2.0 n = 800')
    expect(text).toMatch(/mCE \| baseline \| 80\.0 ±5\.0 over 1 of 15, n = 900/)
    const seen = { [robust.run]: [{ family: 'fog' as const, by: 'fog' }] }
    const marked = format({ seen, corruptions: [{ ...run, ...base }, run] })
    expect(marked).toContain('° its family was in training')
    expect(marked).toContain('Fog | 30.0 CE 80.0 | ° 30.0 CE 80.0')
  })

  it('shows calibration before and after scaling, and how to get what is missing', () => {
    const figures: CalibrationFigures = { n: 500, ece: 0.12, mce: 0.3, brier: 0.41, nll: 1.2, bins: [] }
    const calibration = {
      all: figures,
      intervals: { ece: [0.1, 0.14] as [number, number], brier: null, nll: null },
      scaled: { temperature: 1.53, before: figures, after: { ...figures, ece: 0.04, nll: 1.1 } },
    }
    const row = { ...base, condition: 'clean', evaluation: '1', calibration, fittedTo: 250 }
    const text = format({ calibration: [row, { ...row, condition: 'fog:severity=1', calibration: null }] })
    expect(text).toContain(
      'base | clean | 500 | 12.0 ±2.0 | 30.0 | 0.410 | 1.200 | 1.53 (n = 250) | 12.0 → 4.0 | 1.200 → 1.100',
    )
    const bound = { ...calibration, scaled: { ...calibration.scaled, temperature: 0.05 } }
    expect(format({ calibration: [{ ...row, calibration: bound }] })).toContain('0.05 (n = 250; no best one)')
    expect(text).toContain('1 evaluation has no calibration')
    expect(text).toContain('evaluate <run> --again')
  })

  it('shows effective robustness, and what a line needs', () => {
    const row = { ...robust, clean: share(78, 100), shifted: measured(0.72), isFitted: false, relative: null }
    const conditions = ['fog:severity=1']
    const shift = { conditions, condition: 'fog:severity=1', fit: ['a1'] }
    const standard = { run: 'a1', name: 'base', clean: 0.5, shifted: 0.4 }
    const line = { slope: 0.98, intercept: -0.55, through: [standard, standard, standard, standard] }
    const there = { ...shift, line, rows: [{ ...row, effective: measured(0.055) }] }
    expect(format({ effectiveRobustness: [there] })).toContain('78.0 | 72.0 ±2.0 | +5.5 pp ±2.0 | – | 4 runs')
    const missing = { ...shift, line: null, rows: [{ ...row, effective: null }] }
    expect(format({ effectiveRobustness: [missing] })).toContain('name them by --fit')
  })

  it('shows classes with their mean', () => {
    const run = { ...base, evaluation: '1', balanced: 0.525, classes: [share(8, 10), null] }
    const text = format({ classes: [{ condition: 'clean', runs: [run] }] })
    expect(text).toContain('cat | 80.0 ±3.0 of 10')
    expect(text).toContain('dog | –')
    expect(text).toContain('Mean over classes | 52.5')
  })
})

import { describe, expect, it } from 'vitest'
import type {
  Calibration,
  ClassAccuracies,
  CorruptionRun,
  MeasuredSummary,
} from '../../../../src-main/contract/index.ts'
import { calibrationTable, plainCalibration } from '../../../../src-renderer/lib/measures/calibration-table.ts'
import { classTable, plainClasses } from '../../../../src-renderer/lib/measures/class-table.ts'
import {
  corruptionTable,
  isCorrupted,
  plainCorruptions,
} from '../../../../src-renderer/lib/measures/corruption-table.ts'
import { effectiveTable, plainEffective } from '../../../../src-renderer/lib/measures/effective-table.ts'
import { shownTable } from '../../../../src-renderer/lib/measures/measure-table.ts'
import { plainSummary, summaryTable } from '../../../../src-renderer/lib/measures/summary-table.ts'
import { catalog } from '../../support/samples.ts'

const base = { run: 'a', name: 'base', checkpoint: null }
const share = (correct: number, n: number) => ({
  ...{ correct, n, value: correct / n },
  interval: [correct / n - 0.03, correct / n + 0.02] as [number, number],
})
const measured = (value: number) => ({ value, interval: [value - 0.02, value + 0.01] as [number, number] })
/** Both tables of a measure are rectangular. */
const isRectangular = ({ columns, rows }: ReturnType<typeof shownTable>): boolean =>
  rows.every((row) => row.length === columns.length)

describe('summaryTable', () => {
  const summary: MeasuredSummary = {
    ...{ ...base, accuracies: [], robustGap: null, attack: 'fgsm:epsilon=2/255' },
    gap: {
      ...{ difference: 0.3, interval: [0.26, 0.34], from: 'monitor' },
      ...{ train: share(80, 100), validation: share(100, 200) },
    },
    robustOverfitting: {
      difference: 0.079,
      best: share(535, 1000),
      bestEpoch: 4,
      last: share(456, 1000),
      lastEpoch: 9,
    },
    attackSuccess: [{ condition: 'fgsm:epsilon=2/255', evaluation: '1', success: share(60, 80) }],
  }

  it('says gaps, what was lost after the best epoch, and how often attacks succeed', () => {
    const table = summaryTable([summary], catalog)
    expect(shownTable(table).rows).toEqual([['base', '+30.0 ±4.0', '–', '53.5 @4', '45.6 @9', '+7.9', '75.0 ±3.0']])
    expect(table.rows[0]?.cells[0]?.title).toContain("the monitor's images")
    expect(table.columns.at(-1)).toEqual({ title: 'FGSM (L∞) succeeds', sub: '2/255, % of right ones' })
    expect(isRectangular(shownTable(table))).toBe(true)
    expect(isRectangular(plainSummary([summary]))).toBe(true)
  })
})

describe('corruptionTable', () => {
  const types = [
    { id: 'fog', title: 'Fog', severities: [0.1, 0.2, 0.3, 0.4, 0.5], ce: 0.8, relativeCe: 0.9 },
    { id: 'snow', title: 'Snow', severities: [0.1, null, null, null, null], ce: null, relativeCe: null },
    { id: 'frost', title: 'Frost', severities: [null, null, null, null, null], ce: null, relativeCe: null },
  ]
  const run: CorruptionRun = {
    ...{ ...base, types, measured: 1, n: 1000, compared: 1, sharedN: 900, retainedN: 800, relativeN: 700 },
    ...{ meanError: measured(0.3), retained: measured(0.7), mce: measured(0.8), relativeMce: null },
  }

  it('has a row a type that was evaluated, says over how many a mean is, and names the baseline', () => {
    const table = corruptionTable([run, { ...run, run: 'b', name: 'other' }], 'b')
    expect(shownTable(table).rows).toEqual([
      ['Fog', '30.0 CE 80.0', '30.0 CE 80.0'],
      ['Snow', '10.0 1 of 5 severities', '10.0 1 of 5 severities'],
      ['Mean error', '30.0 ±2.0 1 of 15 types', '30.0 ±2.0 1 of 15 types'],
      ['Retained accuracy', '70.0 ±2.0 1 of 15 types', '70.0 ±2.0 1 of 15 types'],
      ['mCE', '80.0 ±2.0 1 of 15 types', '100 baseline'],
      ['Relative mCE', '–', '100 baseline'],
    ])
    expect(table.rows.find(({ title }) => title === 'Retained accuracy')?.cells[0]?.title).toMatch(/n = 800$/)
    expect(corruptionTable([run], null).rows.map(({ title }) => title)).not.toContain('mCE')
    expect(isRectangular(plainCorruptions([run]))).toBe(true)
  })

  it('knows where nothing was corrupted', () => {
    expect(isCorrupted([run])).toBe(true)
    expect(isCorrupted([{ ...run, types: types.slice(2) }])).toBe(false)
    expect(isCorrupted([])).toBe(false)
  })
})

describe('calibrationTable', () => {
  const figures = { n: 500, ece: 0.12, mce: 0.3, brier: 0.41, nll: 1.2, bins: [] }
  const calibration: Calibration = {
    all: figures,
    intervals: { ece: [0.1, 0.14], brier: [0.4, 0.43], nll: null },
    scaled: { temperature: 1.53, before: figures, after: { ...figures, ece: 0.04, brier: 0.4, nll: 1.1 } },
  }
  const row = { ...base, condition: 'clean', evaluation: '1', calibration, fittedTo: 250 }

  it('has figures before and after, and dashes where nothing was measured', () => {
    const rows = [row, { ...row, run: 'b', name: 'old', calibration: null }]
    expect(shownTable(calibrationTable(rows)).rows).toEqual([
      [
        ...['base', '500', '12.0 ±2.0', '30.0', '0.410 ±0.020', '1.200', '1.53'],
        ...['12.0 to 4.0', '0.410 to 0.400', '1.200 to 1.100'],
      ],
      ['old', ...Array.from({ length: 9 }, () => '–')],
    ])
    expect(isRectangular(plainCalibration(rows))).toBe(true)
  })

  it('says how many images a temperature was fitted to, and where it is at an end', () => {
    const cellOf = (temperature: number) =>
      calibrationTable([{ ...row, calibration: { ...calibration, scaled: { ...calibration.scaled!, temperature } } }])
        .rows[0]?.cells[5]
    expect(cellOf(1.53)).toEqual({ text: '1.53', title: 'Fitted to n = 250 clean validation images' })
    expect(cellOf(20)).toMatchObject({ text: '20.00', note: 'no best one' })
  })
})

describe('effectiveTable', () => {
  it('is in points, with intervals', () => {
    const row = { ...base, clean: share(78, 100), shifted: measured(0.72), isFitted: true, relative: null }
    const known = {
      ...{ conditions: ['fog'], condition: 'fog', fit: [], line: { slope: 1, intercept: 0, through: [] } },
      rows: [{ ...row, effective: measured(0.055) }],
    }
    expect(shownTable(effectiveTable(known)).rows).toEqual([['base', '78.0 ±3.0', '72.0 ±2.0', '+5.5 ±2.0', '–']])
    expect(isRectangular(plainEffective(known))).toBe(true)
  })
})

describe('classTable', () => {
  const accuracies = (run: string, ...correct: (number | null)[]): ClassAccuracies => ({
    ...{ run, name: run, checkpoint: null, evaluation: '1', balanced: 0.5 },
    classes: correct.map((count) => (count === null ? null : share(count, 10))),
  })
  const runs = [accuracies('a', 9, 2, null, 5), accuracies('b', 8, 3, null, 9)]
  const names = ['cat', 'dog', 'emu', 'fox']
  const shown = (order: 'worst' | 'spread' | 'dataset', most = 4) =>
    classTable(runs, names, { order, most }).rows.map(({ title }) => title)

  it('orders classes, the mean last, and shows as many as are wanted', () => {
    expect(shown('worst')).toEqual(['dog', 'fox', 'cat', 'emu', 'Mean over all classes'])
    expect(shown('spread', 1)).toEqual(['fox', 'Mean over all classes'])
    expect(shown('dataset', 2)).toEqual(['cat', 'dog', 'Mean over all classes'])
    expect(plainClasses(runs, names).rows).toHaveLength(8)
    expect(isRectangular(plainClasses(runs, names))).toBe(true)
  })
})

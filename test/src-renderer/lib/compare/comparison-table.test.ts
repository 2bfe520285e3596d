import { describe, expect, it } from 'vitest'
import { parseMethod, type Comparison } from '../../../../src-main/contract/index.ts'
import {
  commonCount,
  comparisonLines,
  comparisonTable,
  shownComparison,
  suspicions,
} from '../../../../src-renderer/lib/compare/comparison-table.ts'
import { aCheck, aRun, anEvaluation, catalog } from '../../support/samples.ts'

const row = (run: string, condition: string, correct: number) => ({
  run,
  name: run,
  condition,
  evaluation: '1',
  checkpoint: null as string | null,
  correct,
  n: 1000,
  accuracy: correct / 1000,
  interval: [0, 1] as [number, number],
  top5: null,
  seen: [],
  checks: [],
})
const comparison: Comparison = {
  rows: [
    row('base', 'clean', 600),
    row('adversarial', 'clean', 560),
    row('base', 'fgsm:epsilon=2/255', 100),
    row('adversarial', 'fgsm:epsilon=2/255', 300),
  ],
  pairs: [
    {
      ...{ runs: ['base', 'adversarial'], condition: 'clean' },
      ...{ n: 1000, fixed: 40, broken: 80, bothRight: 520, p: 0.0004 },
    },
    {
      ...{ runs: ['base', 'adversarial'], condition: 'fgsm:epsilon=2/255' },
      ...{ n: 1000, fixed: 220, broken: 20, bothRight: 80, p: 1e-20 },
    },
  ],
}
const runs = [aRun(), aRun({ id: 'adversarial', name: 'adversarial', color: 1 })]

describe('comparisonLines', () => {
  it('has one line a condition, with differences and tests against the baseline only', () => {
    const [clean, fgsm] = comparisonLines(comparison, runs, [], 'base', catalog)
    expect(clean?.cells[0]).toMatchObject({ run: 'base', difference: null, p: null })
    expect(clean?.cells[1]).toMatchObject({ run: 'adversarial', p: 0.0004, fixed: 40, broken: 80 })
    expect(clean?.cells[1]?.difference).toBeCloseTo(-0.04)
    expect(fgsm?.label.detail).toBe('2/255')
    expect(fgsm?.cells[1]?.difference).toBeCloseTo(0.2)
  })

  it('turns fixed and broken round when the other run is the baseline', () => {
    const [clean] = comparisonLines(comparison, runs, [], 'adversarial', catalog)
    expect(clean?.cells[0]).toMatchObject({ run: 'base', p: 0.0004, fixed: 80, broken: 40 })
    expect(clean?.cells[0]?.difference).toBeCloseTo(0.04)
  })

  it('takes the difference over the images that both saw, not from accuracies over different ones', () => {
    const rows = [row('base', 'clean', 600), { ...row('adversarial', 'clean', 50), n: 100, accuracy: 0.5 }]
    const counts = { n: 100, fixed: 5, broken: 2, bothRight: 45, p: 0.45 }
    const pairs = [{ runs: ['base', 'adversarial'] as [string, string], condition: 'clean', ...counts }]
    const [line] = comparisonLines({ rows, pairs }, runs, [], 'base', catalog)
    expect(line?.cells[1]).toMatchObject({ shared: 100, difference: 0.03 })
    const [apart] = comparisonLines({ rows, pairs: [] }, runs, [], 'base', catalog)
    expect(apart?.cells[1]).toMatchObject({ shared: null, difference: null, p: null })
  })

  it('wants what is missing on as many images as the baseline, else on the most of the others', () => {
    const imagesWith = (rows: Comparison['rows'], evaluations: Parameters<typeof comparisonLines>[2] = []) =>
      comparisonLines({ rows, pairs: [] }, runs, evaluations, 'base', catalog)[0]?.images
    const base = { ...row('base', 'pgd', 1), n: 500 }
    expect(imagesWith([row('adversarial', 'pgd', 1), base])).toBe(500)
    expect(imagesWith([row('adversarial', 'pgd', 1)])).toBe(1000)
    const failed = anEvaluation({ state: 'failed', correct: null, n: 250 })
    expect(imagesWith([], [failed])).toBe(250)
  })

  it('shows what is still to be evaluated and what failed, with the reason', () => {
    const evaluations = [
      anEvaluation({ id: '7', state: 'queued', correct: null, condition: parseMethod('pgd:epsilon=2/255') }),
      anEvaluation({
        id: '8',
        run: 'adversarial',
        state: 'failed',
        reason: 'The engine ended.',
        correct: null,
        condition: parseMethod('pgd:epsilon=2/255'),
      }),
    ]
    const line = comparisonLines(comparison, runs, evaluations, 'base', catalog).find(({ condition }) =>
      condition.startsWith('pgd'),
    )
    expect(line?.cells.map((cell) => [cell.result, cell.evaluation?.state, cell.evaluation?.reason])).toEqual([
      [null, 'queued', null],
      [null, 'failed', 'The engine ended.'],
    ])
  })

  it('marks a condition of a family that the run saw in its augmentation', () => {
    const trained = aRun({ config: { augmentations: ['gaussian-noise:sigma=0.05'] } })
    const evaluations = [
      anEvaluation({ condition: parseMethod('gaussian-noise-c:severity=2') }),
      anEvaluation({ id: '2' }),
    ]
    const lines = comparisonLines({ rows: [], pairs: [] }, [trained], evaluations, 'base', catalog)
    expect(lines.map(({ cells }) => cells[0]?.seen)).toEqual([['gaussian-noise:sigma=0.05'], []])
  })

  it('adjusts p for all tests of the table and ignores evaluations of training images', () => {
    const train = anEvaluation({ split: 'train', condition: parseMethod('pgd') })
    const lines = comparisonLines(comparison, runs, [train], 'base', catalog)
    expect(lines.map(({ cells }) => cells[1]?.adjustedP)).toEqual([0.0004, 2e-20])
  })
})

const none = { means: [], pairs: [] }

describe('exports of the comparison', () => {
  const lines = comparisonLines(comparison, runs, [], 'base', catalog)

  it('has everything that is known, one row for each run and condition', () => {
    const { columns, rows } = comparisonTable(lines, runs, none)
    expect(rows).toHaveLength(4)
    const clean = Object.fromEntries(columns.map((column, at) => [column, rows[1]?.[at]]))
    expect(clean).toMatchObject({ run: 'adversarial', accuracy: 0.56, n: 1000, 'McNemar p': 0.0004, fixed: 40 })
  })

  it('says what checks say of a robust accuracy, and warns of a suspicious one', () => {
    const checks = [aCheck('Transfer', 'suspicious', 'Found 9 of 10.')]
    const rows = comparison.rows.map((it) =>
      it.run === 'base' && it.condition.startsWith('fgsm') ? { ...it, checks } : it,
    )
    const warned = comparisonLines({ ...comparison, rows }, runs, [], 'base', catalog)
    expect(comparisonTable(warned, runs, none).rows.map((line) => line.at(-1))).toEqual([
      ...['', '', 'suspicious: Transfer (1 of 1 checks)', 'not checked'],
    ])
    expect(shownComparison(warned, runs, { baseline: 'base', unseen: none }).rows[0]?.[2]).toMatch(/ \(suspicious\)$/)
    expect(suspicions(warned, runs)).toMatchObject([
      { run: 'base', condition: { title: 'FGSM (L∞)', detail: '2/255' }, checks: [{ reason: 'Found 9 of 10.' }] },
    ])
    expect(suspicions(lines, runs)).toEqual([])
  })

  it('reads as the screen: percent, interval, difference with a star', () => {
    const { columns, rows } = shownComparison(lines, runs, { baseline: 'base', unseen: none })
    expect(columns).toEqual(['Run', 'Clean', 'FGSM (L∞) 2/255'])
    expect(rows[0]).toEqual(['base (baseline)', '60.0 ±60.0', '10.0 ±90.0'])
    expect(rows[1]?.[1]).toBe('56.0 ±56.0 (−4.0*)')
  })

  it('says which checkpoint was evaluated where it is not the last one', () => {
    const best = comparison.rows.map((it) => (it.run === 'base' ? { ...it, checkpoint: 'epoch 3, best clean' } : it))
    const ofBest = comparisonLines({ ...comparison, rows: best }, runs, [], 'base', catalog)
    expect(shownComparison(ofBest, runs, { baseline: 'base', unseen: none }).rows[0]?.[1]).toBe(
      '60.0 ±60.0 (epoch 3, best clean)',
    )
    const { columns, rows } = comparisonTable(ofBest, runs, none)
    expect(rows.slice(0, 2).map((line) => line[columns.indexOf('checkpoint')])).toEqual(['epoch 3, best clean', 'last'])
  })
})

describe('commonCount', () => {
  it('is n where all accuracies rest on the same number of images', () => {
    expect(commonCount(comparison.rows)).toBe(1000)
    expect(commonCount([...comparison.rows, { ...row('base', 'pgd', 1), n: 500 }])).toBeNull()
    expect(commonCount([])).toBeNull()
  })
})

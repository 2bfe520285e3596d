import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { catalog } from '../../src-main/core/catalog.ts'
import { formatComparison } from '../../src-main/cli/terminal/comparison-table.ts'
import type { Comparison, ComparisonRow } from '../../src-main/contract/comparisons.ts'

const row = (run: string, condition: string, correct: number, n = 1000): ComparisonRow => ({
  run,
  name: run === 'a1' ? 'base' : 'adversarial',
  condition,
  evaluation: '1',
  checkpoint: null,
  correct,
  n,
  accuracy: correct / n,
  interval: [correct / n - 0.03, correct / n + 0.025],
  top5: null,
  seen: [],
  checks: [],
})
const comparison: Comparison = {
  rows: [
    row('a1', 'clean', 443),
    row('b2', 'clean', 389),
    row('a1', 'fgsm:epsilon=2/255', 226),
    row('b2', 'fgsm:epsilon=2/255', 303),
  ],
  pairs: [
    { runs: ['a1', 'b2'], condition: 'clean', n: 1000, fixed: 90, broken: 144, bothRight: 299, p: 0.0421 },
    {
      ...{ runs: ['a1', 'b2'], condition: 'fgsm:epsilon=2/255' },
      ...{ n: 1000, fixed: 150, broken: 73, bothRight: 153, p: 1e-7 },
    },
  ],
}
const plain = (text: string): string => text.replaceAll('\u202f', ' ')

describe('formatComparison', () => {
  it('shows accuracies with intervals, differences and exact tests, a row a condition', () => {
    expect(plain(formatComparison(comparison, catalog, picocolors.createColors(false)))).toBe(
      [
        'Accuracy in %, n = 1,000 images, ± 95 % Wilson interval',
        '',
        'condition                   base   adversarial  difference  McNemar',
        'clean                 44.3  ±3.0    38.9  ±3.0     −5.4 pp  p = 0.042',
        'fgsm:epsilon=2/255  ? 22.6  ±3.0  ? 30.3  ±3.0     +7.7 pp  p < 0.001',
        '',
        '? not checked',
      ].join('\n'),
    )
  })

  it('prints the best of a row in bold', () => {
    const text = formatComparison(comparison, catalog, picocolors.createColors(true))
    expect(text).toContain('\u001b[1m44.3\u001b[22m')
    expect(text).toContain('\u001b[1m30.3\u001b[22m')
    expect(text).not.toContain('\u001b[1m38.9')
  })

  it('says by a sign and in words what the checks of a robust accuracy say', () => {
    const check = {
      id: 'zero-gradients',
      title: 'Gradients are not zero',
      reason: 'The gradient is zero for 90 of 100.',
    }
    const checked = (run: string, verdict: 'passed' | 'suspicious'): ComparisonRow => ({
      ...row(run, 'pgd:epsilon=0.03', 300),
      checks: [{ ...check, verdict }],
    })
    const again: ComparisonRow = { ...checked('a1', 'suspicious'), condition: 'pgd:epsilon=0.06' }
    const both = {
      rows: [checked('a1', 'suspicious'), again, checked('b2', 'passed'), row('a1', 'clean', 400)],
      pairs: [],
    }
    const text = plain(formatComparison(both, catalog, picocolors.createColors(false)))
    expect(text).toMatch(/^pgd:epsilon=0\.03 +! 30\.0 +±3\.0 +✓ 30\.0 +±3\.0/m)
    expect(text).toMatch(/^clean +40\.0/m)
    expect(text).toContain('\n✓ robustness checks passed   ! suspicious: do not believe it yet\n')
    expect(text).toContain('\n! base, pgd:epsilon=0.03; pgd:epsilon=0.06: Gradients are not zero. The gradient is zero')
    expect(text.match(/Gradients are not zero/g)).toHaveLength(1)
  })

  it('takes a difference over the images that both saw, not from accuracies over different ones', () => {
    const rows = [
      row('a1', 'clean', 4000, 10_000),
      { ...row('b2', 'clean', 250, 500), checkpoint: 'epoch 3, best clean' },
    ]
    const counts = { n: 500, fixed: 20, broken: 60, bothRight: 230, p: 1e-5 }
    const shown = (runs: [string, string]): string =>
      plain(
        formatComparison(
          { rows, pairs: [{ runs, condition: 'clean', ...counts }] },
          catalog,
          picocolors.createColors(false),
        ),
      )
    const text = shown(['a1', 'b2'])
    expect(text).toMatch(/^clean +10,000\/500 +40\.0 +±3\.0 +50\.0 +±3\.0 +−8\.0 pp +p < 0\.001$/m)
    expect(text).toContain('Differences and tests are over the images that both runs saw.')
    expect(text).toContain('adversarial, clean: of epoch 3, best clean, not of the last epoch.')
    expect(shown(['b2', 'a1'])).toContain('+8.0 pp')
  })

  it('leaves a dash where a run was not evaluated, and tells sizes apart', () => {
    const text = plain(
      formatComparison(
        { rows: [row('a1', 'clean', 40, 100), row('b2', 'fgsm', 10, 50)], pairs: [] },
        catalog,
        picocolors.createColors(false),
      ),
    )
    expect(text).toMatch(/^clean +100 +40\.0 +±3\.0 +– +–$/m)
    expect(text).toMatch(/^fgsm +50 +– +\? 20\.0 +±3\.0 +–$/m)
  })
})

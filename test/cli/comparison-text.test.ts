import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { comparisonText } from '../../src-main/cli/terminal/comparison-text.ts'
import { formatUnseen } from '../../src-main/cli/terminal/unseen-families.ts'
import type { Comparison, ComparisonRow } from '../../src-main/contract/comparisons.ts'
import type { UnseenFamilies } from '../../src-main/contract/unseen-families.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const row = (run: string, condition: string, accuracy: number, seen: string[] = []): ComparisonRow => ({
  ...{
    run,
    name: run === 'a1' ? 'base' : 'noisy',
    condition,
    evaluation: '1',
    checkpoint: null,
    top5: null,
    checks: [],
  },
  ...{ correct: accuracy * 100, n: 100, accuracy, interval: [accuracy - 0.1, accuracy + 0.1], seen },
})
const comparison: Comparison = {
  rows: [
    row('a1', 'gaussian-noise:sigma=0.1', 0.4),
    row('b2', 'gaussian-noise:sigma=0.1', 0.6, ['gaussian-noise']),
    row('a1', 'fog:severity=3', 0.2),
    row('b2', 'fog:severity=3', 0.3),
  ],
  pairs: [{ runs: ['a1', 'b2'], condition: 'fog:severity=3', n: 100, fixed: 15, broken: 5, bothRight: 15, p: 0.04 }],
}
const families = [{ family: 'fog' as const, conditions: 1, mean: 0.2 }]
const unseen: UnseenFamilies = {
  means: [
    { run: 'a1', name: 'base', checkpoint: null, n: 100, mean: 0.3, interval: [0.25, 0.35], families, seen: [] },
    {
      run: 'b2',
      name: 'noisy',
      checkpoint: null,
      n: 100,
      mean: 0.3,
      interval: null,
      families,
      seen: ['gaussian-noise'],
    },
  ],
  pairs: [
    { runs: ['b2', 'a1'], n: 100, families: ['fog'], means: [0.3, 0.2], difference: -0.1, interval: [-0.2, 0.05] },
  ],
}

describe('a comparison for other programs', () => {
  it('is a table in LaTeX, its intervals as formulas', () => {
    const text = comparisonText(comparison, unseen, catalog, 'latex')
    expect(text).toContain('\\begin{tabular}{lrrr}')
    expect(text).toContain('gaussian-noise:sigma=0.1 & $40.0 \\pm 10.0$ & $60.0 \\pm 10.0$ (seen) & -- \\\\')
    expect(text).toContain('& $+10.0$\\,pp \\\\')
  })

  it('is a Markdown table with marks, differences, and the mean over unseen families', () => {
    expect(comparisonText(comparison, unseen, catalog, 'markdown').split('\n')).toEqual([
      '| condition | base | noisy | noisy − base |',
      expect.stringContaining('---'),
      '| gaussian-noise:sigma=0.1 | 40.0 ±10.0 | 60.0 ±10.0 (seen) | – |',
      expect.stringMatching(/^\| fog:severity=3 \| 20\.0 ±10\.0 \| 30\.0 ±10\.0 \| \+10\.0.pp \|$/),
      expect.stringMatching(/^\| mean over families not seen in training \| 30\.0 ±5\.0 \| 30\.0 \| \+10\.0.pp \|$/),
      '',
    ])
  })

  it('is CSV with family, category and what training saw', () => {
    const lines = comparisonText(comparison, unseen, catalog, 'csv').split('\n')
    expect(lines[0]).toMatch(/^run,condition,category,family,.*,seen in training by,checks$/)
    expect(lines[2]).toMatch(/^noisy,gaussian-noise:sigma=0.1,Noise,Gaussian noise,last,0.6,.*,gaussian-noise,$/)
    expect(lines[5]).toBe('base,mean over families not seen in training,,1 families,last,0.3,0.25,0.35,100,,,')
  })

  it('says to a person what a run gains on the first one, whichever comes first in the pair', () => {
    const text = formatUnseen(unseen, picocolors.createColors(false)).replaceAll('\u202f', ' ')
    expect(text).toContain(
      'noisy − base: +10.0 pp (95 % −5.0 pp to +20.0 pp), over the one family that neither saw, on 100 images.',
    )
    expect(text).toMatch(/^noisy +30\.0 +1 +100 +Gaussian noise$/m)
  })
})

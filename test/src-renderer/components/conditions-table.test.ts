import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ConditionsTable from '../../../src-renderer/components/ConditionsTable.vue'
import { comparisonLines } from '../../../src-renderer/lib/comparison-table.ts'
import { aRun, anEvaluation, catalog } from '../support/samples.ts'

describe('table of conditions', () => {
  const runs = [aRun(), aRun({ id: 'adversarial', name: 'adversarial' })]
  const row = (run: string, correct: number) => ({
    run,
    name: run,
    condition: 'clean',
    correct,
    n: 1000,
    accuracy: correct / 1000,
    interval: [correct / 1000 - 0.03, correct / 1000 + 0.029] as [number, number],
    top5: null,
  })

  it('shows accuracy with interval, difference and McNemar p, with the flips in the title', () => {
    const comparison = {
      rows: [row('base', 600), row('adversarial', 560)],
      pairs: [
        { runs: ['base', 'adversarial'] as [string, string], condition: 'clean', fixed: 40, broken: 80, p: 0.0163 },
      ],
    }
    const lines = comparisonLines(comparison, runs, [], 'base', catalog)
    const table = mount(ConditionsTable, { props: { lines, runs, baseline: 'base', commonCount: 1000 } })
    const cells = table.findAll('tbody td').map((cell) => cell.text())
    expect(cells).toEqual(['60.0 ±3.0', '56.0 ±3.0', '−4.0', '0.016', ''])
    expect(table.get('thead').text()).toContain('%, n = 1,000')
    expect(table.get('tbody td:nth-of-type(3)').attributes('title')).toBe(
      '40 images only this run gets right, 80 only the baseline',
    )
  })

  it('says what is waiting and what failed', () => {
    const evaluations = [
      anEvaluation({ state: 'running', correct: null }),
      anEvaluation({ id: '2', run: 'adversarial', state: 'failed', reason: 'Out of memory.', correct: null }),
    ]
    const lines = comparisonLines({ rows: [], pairs: [] }, runs, evaluations, 'base', catalog)
    const table = mount(ConditionsTable, { props: { lines, runs, baseline: 'base', commonCount: null } })
    const cells = table.findAll('tbody td')
    expect(cells.map((cell) => cell.text())).toEqual(['running', 'failed', '–', '–', ''])
    expect(cells[1]?.attributes('title')).toBe('Out of memory.')
  })
})

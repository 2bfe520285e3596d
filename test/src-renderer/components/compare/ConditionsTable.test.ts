import { mount, RouterLinkStub } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Comparison, Evaluation, Progress, RobustnessCheck, Run } from '../../../../src-main/contract/index.ts'
import ConditionsTable from '../../../../src-renderer/components/compare/ConditionsTable.vue'
import { commonCount, comparisonLines } from '../../../../src-renderer/lib/compare/comparison-table.ts'
import { aCheck, aRun, anEvaluation, catalog } from '../../support/samples.ts'

const adversarial = aRun({ id: 'adversarial', name: 'adversarial', state: 'done' })
const row = (run: string, correct: number) => ({
  run,
  name: run,
  condition: 'clean',
  evaluation: run === 'base' ? '7' : '8',
  checkpoint: null as string | null,
  correct,
  n: 1000,
  accuracy: correct / 1000,
  interval: [correct / 1000 - 0.03, correct / 1000 + 0.029] as [number, number],
  top5: null,
  seen: [],
  checks: [] as RobustnessCheck[],
})
const measured: Comparison = {
  rows: [row('base', 600), row('adversarial', 560)],
  pairs: [
    {
      ...{ runs: ['base', 'adversarial'], condition: 'clean' },
      ...{ n: 1000, fixed: 40, broken: 80, bothRight: 520, p: 0.0163 },
    },
  ],
}
const nothing: Comparison = { rows: [], pairs: [] }

function mountTable(
  comparison: Comparison,
  evaluations: readonly Evaluation[] = [],
  runs: readonly Run[] = [aRun(), adversarial],
  progress = new Map<string, Progress>(),
) {
  return mount(ConditionsTable, {
    props: {
      lines: comparisonLines(comparison, runs, evaluations, 'base', catalog),
      runs,
      baseline: 'base',
      commonCount: commonCount(comparison.rows),
      seedCounts: new Map([['adversarial', 3]]),
      progress,
      hovered: null,
    },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
}

const textOf = (table: ReturnType<typeof mountTable>, at: number): string[] =>
  table.findAll(`tbody tr:nth-child(${at + 1}) td`).map((cell) => cell.text())

describe('table of conditions', () => {
  it('shows accuracy with interval and a starred difference, with test and flips in the title', () => {
    const table = mountTable(measured)
    expect(textOf(table, 0).slice(0, 2)).toEqual(['60.0±3.0', '–'])
    expect(textOf(table, 1).slice(0, 2)).toEqual(['56.0±3.0', '−4.0*, significant'])
    expect(table.get('thead').text()).toContain('%, n = 1,000')
    expect(table.findAll('tbody tr')[1]?.findAll('td')[1]?.attributes('title')).toBe(
      'Over 1,000 images that both saw: McNemar p 0.016, after Holm 0.016; 40 images only this run gets right, 80 only the baseline',
    )
  })

  it('names baseline and number of seeds', () => {
    const [base, other] = mountTable(measured).findAll('tbody th')
    expect(base?.text()).toMatch(/base\s*baseline\s*n = 1/)
    expect(other?.text()).toMatch(/adversarial\s*n = 3/)
  })

  it('leads from an accuracy to the images behind it', () => {
    // A newer one, of other weights, is still on its way.
    const table = mountTable(measured, [anEvaluation({ id: '7' }), anEvaluation({ id: '9', state: 'queued' })])
    const link = table.findAllComponents(RouterLinkStub).find((stub) => stub.classes('value'))
    expect(link?.props('to')).toEqual({
      name: 'misclassified',
      query: { runs: 'base', evaluation: '7' },
    })
  })

  it('says how far an evaluation is, what failed, and offers what is missing', async () => {
    const evaluations = [
      anEvaluation({ state: 'running', correct: null }),
      anEvaluation({ id: '2', run: 'adversarial', state: 'failed', reason: 'Out of memory.', correct: null }),
    ]
    const step: Progress = { subject: '1', kind: 'evaluate', done: 250, total: 1000, rate: null, note: '' }
    const table = mountTable(nothing, evaluations, undefined, new Map([['1', step]]))
    expect(textOf(table, 0)[0]).toBe('250 of 1,000')
    const check = { ...step, done: 1000, note: 'check 2 of 8: Deterministic logits' }
    expect(textOf(mountTable(nothing, evaluations, undefined, new Map([['1', check]])), 0)[0]).toBe(check.note)
    expect(textOf(table, 1)[0]).toMatch(/failed\s*Evaluate/)
    expect(table.findAll('tbody tr')[1]?.get('td').attributes('title')).toBe('Out of memory.')
    await table.get('tbody button').trigger('click')
    expect(table.emitted('evaluate')).toEqual([[adversarial, { id: 'clean', params: {} }, 1000]])
  })

  it('evaluates what is missing on as many images as the baseline was', async () => {
    const table = mountTable({ rows: [{ ...row('base', 300), n: 500 }], pairs: [] })
    await table.get('tbody .button-link').trigger('click')
    expect(table.emitted('evaluate')).toEqual([[adversarial, { id: 'clean', params: {} }, 500]])
  })

  it('says which checkpoint was evaluated where it is not the last one', () => {
    const best = { ...row('base', 600), checkpoint: 'epoch 3, best clean' }
    const table = mountTable({ rows: [best, row('adversarial', 560)], pairs: [] })
    expect([textOf(table, 0)[0], textOf(table, 1)[0]]).toEqual(['60.0±3.0epoch 3, best clean', '56.0±3.0'])
  })

  it('marks a noise as seen in the heading where all runs trained on it, else beside the run', () => {
    const noisy = aRun({ config: { augmentations: ['gaussian-noise'] } })
    const condition = { id: 'gaussian-noise', params: {} }
    const comparison = { ...nothing, rows: [{ ...row('base', 500), condition: 'gaussian-noise' }] }
    const all = mountTable(comparison, [anEvaluation({ condition })], [noisy])
    expect([all.findAll('thead .seen').length, all.findAll('tbody .seen').length]).toEqual([1, 0])
    const some = mountTable(comparison, [anEvaluation({ condition })], [noisy, adversarial])
    expect([some.findAll('thead .seen').length, some.findAll('tbody .seen').length]).toEqual([0, 1])
  })

  it('puts in front of a robust accuracy what its checks say, and nothing in front of others', () => {
    const under = (checks: RobustnessCheck[]) => ({ ...row('base', 200), condition: 'fgsm:epsilon=2/255', checks })
    const marks = (checks: RobustnessCheck[]) => mountTable({ ...nothing, rows: [under(checks)] }, [], [aRun()])
    const suspicious = marks([aCheck('Gradients are not zero', 'suspicious'), aCheck('Transfer', 'passed')])
    expect(suspicious.get('tbody td').text()).toContain('suspicious: Gradients are not zero (1 of 2 checks)')
    expect(suspicious.get('tbody button').text()).toContain('Robustness checks of base, FGSM (L∞) 2/255')
    expect(
      marks([aCheck('Transfer', 'passed')])
        .get('tbody td')
        .text(),
    ).toContain('1 of 1 checks passed')
    expect(marks([]).get('tbody td').text()).toContain('not checked')
    expect(mountTable(measured).find('tbody button').exists()).toBe(false)
  })

  it('tells which run the pointer is on, so that charts dim the others', async () => {
    const table = mountTable(measured)
    await table.findAll('tbody tr')[1]?.trigger('pointerenter')
    await table.findAll('tbody tr')[1]?.trigger('pointerleave')
    expect(table.emitted('hover')).toEqual([['adversarial'], [null]])
  })
})

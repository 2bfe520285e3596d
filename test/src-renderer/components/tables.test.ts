import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { parseMethod, type Experiment } from '../../../src-main/contract/index.ts'
import ConditionsTable from '../../../src-renderer/components/ConditionsTable.vue'
import RunTable from '../../../src-renderer/components/RunTable.vue'
import { comparisonLines } from '../../../src-renderer/lib/comparison-table.ts'
import { runGroups } from '../../../src-renderer/lib/run-rows.ts'
import { aRun, anEvaluation, catalog } from '../support/samples.ts'

const empty = { render: () => null }
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component: empty },
    { path: '/runs/:id', name: 'run', component: empty },
  ],
})
const experiment = { id: 'experiment-1', name: 'chen-2020', createdAt: 1_000 } as Experiment

function mountRuns(selected: readonly string[] = []) {
  const runs = [
    aRun({
      createdAt: 3,
      id: 'crashed',
      name: 'crashed',
      state: 'crashed',
      reason: 'The engine ended.',
      isResumable: true,
    }),
    aRun({ createdAt: 1, id: 'done', name: 'done', state: 'done', step: 100 }),
    aRun({ createdAt: 2, id: 'queued', name: 'queued', state: 'queued', startedAt: null, step: 0 }),
  ]
  const groups = runGroups({
    runs,
    experiments: new Map([[experiment.id, experiment]]),
    evaluations: new Map([['done', [anEvaluation({ run: 'done' })]]]),
    datasets: new Map(),
    catalog,
    robust: parseMethod('fgsm'),
  })
  return mount(RunTable, {
    props: { groups, selected, robustLabel: 'FGSM 8/255', now: 12_000 },
    global: { plugins: [router] },
    attachTo: document.body,
  })
}

describe('table of runs', () => {
  it('groups by experiment, in the order of launch, and names methods by their titles', () => {
    const text = mountRuns()
      .findAll('tbody tr')
      .map((row) => row.text())
    expect(text[0]).toContain('chen-2020')
    expect(text.slice(1).map((row) => /done|queued|crashed/.exec(row)?.[0])).toEqual(['done', 'queued', 'crashed'])
    expect(text[1]).toContain('Cross-entropy')
  })

  it('shows evaluated accuracies with their interval, and a dash where nothing is known', () => {
    const [done, queued] = mountRuns().findAll('[data-run]')
    expect(done?.text()).toContain('60.0±3.1')
    expect(queued?.findAll('td.number').map((cell) => cell.text())).toEqual(['–', '–', '–', '–'])
  })

  it('offers Resume with the cause where a run can go on', async () => {
    const table = mountRuns()
    const row = table.get('[data-run="crashed"]')
    expect(row.text()).toContain('The engine ended.')
    await row.get('button').trigger('click')
    expect(table.emitted('resume')).toEqual([['crashed']])
    expect(table.emitted('select')).toBeUndefined()
  })

  it('is used by keyboard: arrows move the focus, Space selects, Enter opens, c compares', async () => {
    const table = mountRuns(['queued'])
    const first = table.get('[data-run="done"]')
    expect(first.attributes('tabindex')).toBe('0')
    ;(first.element as HTMLElement).focus()
    await first.trigger('keydown', { key: 'ArrowDown' })
    await new Promise((resolve) => setTimeout(resolve))
    expect(document.activeElement?.getAttribute('data-run')).toBe('queued')

    await first.trigger('keydown', { key: ' ' })
    await first.trigger('keydown', { key: 'Enter' })
    await first.trigger('keydown', { key: 'c' })
    expect(table.emitted('select')?.[0]).toEqual([['queued', 'done']])
    expect(table.emitted('open')).toEqual([['done']])
    expect(table.emitted('compare')).toHaveLength(1)
  })

  it('selects one run by a click and adds by its checkbox', async () => {
    const table = mountRuns(['queued'])
    await table.get('[data-run="done"]').trigger('click')
    await table.get('[data-run="done"] td').trigger('click')
    expect(table.emitted('select')).toEqual([[['done']], [['queued', 'done']]])
  })
})

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

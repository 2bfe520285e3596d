import { mount } from '@vue/test-utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { parseMethod, type Experiment, type Run } from '../../../../src-main/contract/index.ts'
import RunTable from '../../../../src-renderer/components/runs/RunTable.vue'
import { runColumns } from '../../../../src-renderer/lib/runs/run-columns.ts'
import { groupRows } from '../../../../src-renderer/lib/runs/run-groups.ts'
import { createRowMaker } from '../../../../src-renderer/lib/runs/run-rows.ts'
import { aRun, anEvaluation, catalog, point } from '../../support/samples.ts'
import { settled, withStores } from '../../support/with-stores.ts'

const empty = { render: () => null }
const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/', component: empty },
    { path: '/runs/:id', name: 'run', component: empty },
  ],
})
const experiment = { id: 'experiment-1', name: 'chen-2020', createdAt: 1_000 } as Experiment
const three = [
  aRun({
    createdAt: 3,
    id: 'crashed',
    name: 'crashed',
    state: 'crashed',
    reason: 'The engine ended.',
    isResumable: true,
  }),
  aRun({ createdAt: 1, id: 'done', name: 'done', state: 'done', step: 100, latest: { 'train-accuracy': 0.9 } }),
  aRun({ createdAt: 2, id: 'queued', name: 'queued', state: 'queued', startedAt: null, step: 0 }),
]

// Without a layout every element would be 0 px high, and a virtual list empty.
const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight')
beforeAll(() => void Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 280 }))
afterAll(() => void (height && Object.defineProperty(HTMLElement.prototype, 'clientHeight', height)))

async function mountRuns({ runs = three, selected = [] as string[] } = {}) {
  const { host } = withStores({
    'runs.metrics': [point('train-accuracy', 10, 0.9), point('validation-accuracy', 10, 0.72)],
  })
  const rows = createRowMaker()({
    runs,
    experiments: new Map([[experiment.id, experiment]]),
    evaluations: new Map([['done', [anEvaluation({ run: 'done' })]]]),
    datasets: new Map(),
    catalog,
    robust: parseMethod('fgsm'),
    accuracySource: 'evaluated',
  })
  const table = mount(RunTable, {
    props: {
      columns: runColumns(runs, 'FGSM 8/255', 'evaluated').filter((column) => column.isFirst),
      groups: groupRows(rows, 'experiment', new Map([[experiment.id, experiment]]), false),
      selected,
      sort: null,
      now: 12_000,
    },
    global: { plugins: [router] },
    attachTo: document.body,
  })
  await nextTick()
  await settled()
  return { table, host }
}

describe('table of runs', () => {
  it('groups by experiment, in the order of launch, and names methods by their titles', async () => {
    const { table } = await mountRuns()
    const text = table.findAll('tbody tr').map((row) => row.text())
    expect(text[0]).toContain('chen-2020')
    expect(text.slice(1).map((row) => /done|queued|crashed/.exec(row)?.[0])).toEqual(['done', 'queued', 'crashed'])
    expect(text[1]).toContain('Cross-entropy')
  })

  it('shows evaluated accuracies with their interval, and a dash where nothing is known', async () => {
    const { table } = await mountRuns()
    const [done, queued] = table.findAll('[data-run]')
    expect(done?.text()).toContain('60.0±3.1')
    expect(queued?.findAll('td.number').map((cell) => cell.text())).toEqual(['–', '–', '–', '–'])
  })

  it('asks for the gap curve of a run that has one and draws it on a scale that all share', async () => {
    const { table, host } = await mountRuns()
    expect(host.calls.filter((path) => path === 'runs.metrics')).toHaveLength(1)
    expect(table.get('[data-run="done"] svg[role="img"]').attributes('aria-label')).toBe(
      'Gap by epoch, 18.0 pp at epoch 1',
    )
    expect(table.get('thead').text()).toContain('0 to 20 pp')
  })

  it('offers Resume with the cause where a run can go on', async () => {
    const { table } = await mountRuns()
    const row = table.get('[data-run="crashed"]')
    expect(row.text()).toContain('The engine ended.')
    await row.get('button').trigger('click')
    expect(table.emitted('resume')).toEqual([['crashed']])
    expect(table.emitted('select')).toBeUndefined()
  })

  it('is used by keyboard: arrows move the focus, Space selects, Enter opens, Shift extends', async () => {
    const { table } = await mountRuns({ selected: ['queued'] })
    const first = table.get('[data-run="done"]')
    expect(first.attributes('tabindex')).toBe('0')
    ;(first.element as HTMLElement).focus()
    await first.trigger('keydown', { key: 'ArrowDown' })
    await settled()
    expect(document.activeElement?.getAttribute('data-run')).toBe('queued')

    await first.trigger('keydown', { key: ' ' })
    await first.trigger('keydown', { key: 'Enter' })
    await first.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(table.emitted('select')).toEqual([[['queued', 'done']], [['queued', 'done']]])
    expect(table.emitted('open')).toEqual([['done']])
  })

  it('selects one run by a click and adds by its checkbox; a heading sorts', async () => {
    const { table } = await mountRuns({ selected: ['queued'] })
    await table.get('[data-run="done"]').trigger('click')
    await table.get('[data-run="done"] td').trigger('click')
    expect(table.emitted('select')).toEqual([[['done']], [['queued', 'done']]])
    await table.findAll('thead button')[0]?.trigger('click')
    expect(table.emitted('sort')).toEqual([['run']])
  })

  it('folds a group and keeps only rows in view, of 2,000, in the document', async () => {
    const runs: Run[] = Array.from({ length: 2000 }, (_, at) =>
      aRun({ id: `r${at}`, name: `run ${at}`, createdAt: at }),
    )
    const { table } = await mountRuns({ runs })
    expect(table.get('table').attributes('aria-rowcount')).toBe('2002')
    const shown = table.findAll('[data-run]').length
    expect(shown).toBeGreaterThan(8)
    expect(shown).toBeLessThan(60)
    await table.get('.group button').trigger('click')
    expect(table.findAll('[data-run]')).toHaveLength(0)
  })
})

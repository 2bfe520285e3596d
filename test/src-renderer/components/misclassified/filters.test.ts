import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { GalleryQuery } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import ConfusionPanel from '../../../../src-renderer/components/misclassified/ConfusionPanel.vue'
import FilterChips from '../../../../src-renderer/components/misclassified/FilterChips.vue'
import FlipCounts from '../../../../src-renderer/components/misclassified/FlipCounts.vue'
import NoMatch from '../../../../src-renderer/components/misclassified/NoMatch.vue'
import { noFilter } from '../../../../src-renderer/lib/misclassified/gallery-filter.ts'
import { createPinia } from 'pinia'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const names = ['broom', 'oboe', 'sock']
const filter = { ...noFilter, truth: [1], confidence: [0.95, null] } as const

describe('chips of the filter', () => {
  it('name each part and remove it alone', async () => {
    const chips = mount(FilterChips, { props: { filter, names } })
    await chips.get('[aria-label="Remove the filter: true is oboe"]').trigger('click')
    expect(chips.emitted('filter')).toEqual([[{ ...filter, truth: [] }]])
  })
})

describe('nothing that matches', () => {
  it('says without which filter how many images there are', async () => {
    const host = scriptedHost()
    host.answer('evaluations.gallery', (input) => {
      const { confidence, truth } = input as GalleryQuery
      return { total: confidence === undefined ? 31 : truth === undefined ? 2 : 0, rows: [] }
    })
    const view = mount(NoMatch, {
      props: { filter, names, evaluation: '1', against: null },
      global: { provide: { [apiKey as symbol]: createApi(host.transport) } },
    })
    await settled()
    expect(view.text()).toContain('No misclassified image matches these three filters.')
    expect(view.text()).toContain('Without "confidence ≥ 0.95" there are 31.')
    await view.get('button').trigger('click')
    expect(view.emitted('filter')).toEqual([[{ ...filter, confidence: [null, null] }]])
  })
})

describe('nothing that matches, whichever filter is removed', () => {
  it('offers to clear them all and keeps the order', async () => {
    const host = scriptedHost({ 'evaluations.gallery': { total: 0, rows: [] } })
    const view = mount(NoMatch, {
      props: { filter: { ...filter, sort: 'margin' }, names, evaluation: '1', against: null },
      global: { provide: { [apiKey as symbol]: createApi(host.transport) } },
    })
    await settled()
    expect(view.get('button').text()).toBe('Clear filters')
    await view.get('button').trigger('click')
    expect(view.emitted('filter')).toEqual([[{ ...noFilter, sort: 'margin' }]])
  })
})

describe('flips', () => {
  it('count what was fixed and broken, with the test that it was chance', async () => {
    const flips = { n: 1000, fixed: 58, broken: 85, bothWrong: 194, bothRight: 663, p: 0.0291 }
    const view = mount(FlipCounts, { props: { flips, otherName: 'base', chosen: null } })
    expect(view.findAll('button').map((button) => button.text().replace(/\s+/g, ' '))).toEqual([
      'all wrong 279',
      'fixed 58',
      'broken 85',
      'both wrong 194',
    ])
    expect(view.text()).toContain('McNemar p = 0.029, n = 1,000')
    await view.findAll('button')[2]?.trigger('click')
    expect(view.emitted('choose')).toEqual([['broken']])
  })
})

describe('confusion', () => {
  const counts = [
    [40, 8, 2],
    [5, 45, 0],
    [0, 1, 9],
  ]
  const panel = () =>
    mount(ConfusionPanel, {
      props: { counts, other: null, otherName: null, subjectText: 'base, Clean, validation', names, filter: noFilter },
      global: { plugins: [createPinia()] },
    })

  it('filters by the most confused pair', async () => {
    const view = panel()
    const [first] = view.findAll('tbody button')
    expect(first?.text()).toContain('broom')
    await first?.trigger('click')
    expect(view.emitted('filter')).toEqual([[{ ...noFilter, truth: [0], predicted: [1] }]])
  })

  it('is chosen from by keys, and asks for what was right on its diagonal', async () => {
    const view = panel()
    const matrix = view.get('[role="group"][tabindex="0"]')
    await matrix.trigger('keydown', { key: 'ArrowRight' })
    await matrix.trigger('keydown', { key: 'Enter' })
    expect(view.emitted('filter')?.[0]).toEqual([{ ...noFilter, outcome: 'correct', truth: [0], predicted: [0] }])
  })

  it('is a table for those who want one', async () => {
    const view = panel()
    await view.get('[aria-label="Show the confusion matrix as table"]').trigger('click')
    const rows = view.findAll('[role="region"] table')[0]?.findAll('tbody tr') ?? []
    const cells = new Map(rows.map((row) => [row.get('th').text(), row.findAll('td').map((cell) => cell.text())]))
    const columns = view.findAll('thead th').map((heading) => heading.text())
    expect(cells.get('broom')?.[columns.indexOf('oboe') - 1]).toBe('8')
    expect(cells.get('sock')?.[columns.indexOf('sock') - 1]).toBe('9')
  })
})

import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { AppError } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import FieldRow from '../../../../src-renderer/components/fields/FieldRow.vue'
import PreflightList from '../../../../src-renderer/components/new-run/PreflightList.vue'
import StartBar from '../../../../src-renderer/components/new-run/StartBar.vue'
import TrainingPreview from '../../../../src-renderer/components/new-run/TrainingPreview.vue'
import { useDraft } from '../../../../src-renderer/stores/draft.ts'
import sample from '../../../../resources/presets/sample.json'
import { aDataset, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

const tooLarge = {
  severity: 'error',
  message: 'Batch 512 needs 14.2 GB of GPU memory, 12.0 GB are there.',
  hint: null,
  path: 'batchSize',
  fix: { label: 'Set batch to 64', path: 'batchSize', value: 64 },
}

async function screen(more: Readonly<Record<string, unknown>> = {}) {
  const host = scriptedHost({
    'system.info': { engines: [] },
    'system.catalog': catalog,
    'system.preferences': {},
    'system.setPreference': null,
    'system.queue': [],
    'datasets.list': [],
    'experiments.list': [],
    'experiments.presets': [{ id: 'sample', isShipped: true, ...sample }],
    'experiments.check': [],
    'tasks.cancel': null,
    ...more,
  })
  const pinia = createPinia()
  setActivePinia(pinia)
  const api = createApi(host.transport)
  const global = { plugins: [pinia], provide: { [apiKey as symbol]: api } }
  const opened = mount({ setup: () => ({ store: useDraft() }), render: () => null }, { global })
  host.connect('connected')
  const { store } = opened.vm as unknown as { store: ReturnType<typeof useDraft> }
  await vi.waitFor(() => expect(store.problems).not.toBeNull())
  return { host, store, global }
}

describe('start of the runs', () => {
  it('says how many runs it queues, and counts seeds in', async () => {
    const { store, global } = await screen()
    const bar = mount(StartBar, { props: { isBusy: false }, global })
    expect(bar.get('button').text()).toBe('Queue 2 runs')
    await bar.get('input').setValue('3')
    expect(store.draft?.seeds).toBe(3)
    expect(bar.get('button').text()).toBe('Queue 6 runs')
    await bar.get('button').trigger('click')
    expect(bar.emitted('start')).toHaveLength(1)
  })

  it('is blocked by an error, stays focusable and says why; mending it opens the way', async () => {
    const { host, store, global } = await screen({ 'experiments.check': [tooLarge] })
    const bar = mount(StartBar, { props: { isBusy: false }, global, attachTo: document.body })
    const button = bar.get('button')
    expect(button.attributes('aria-disabled')).toBe('true')
    expect(button.attributes('disabled')).toBeUndefined()
    expect(bar.get(`#${button.attributes('aria-describedby')}`).text()).toContain('Blocked by 1 problem above.')
    await button.trigger('click')
    expect(bar.emitted('start')).toBeUndefined()

    const list = mount(PreflightList, { global })
    expect(list.text()).toContain(tooLarge.message)
    host.answer('experiments.check', () => [])
    await list.get('button').trigger('click')
    expect(store.draft?.settings['batchSize']).toBe(64)
    await vi.waitFor(() => expect(store.problems).toEqual([]))
    await nextTick()
    expect(button.attributes('aria-disabled')).toBe('false')
  })
})

describe('a row of the form', () => {
  it('marks a change, says what is wrong under it, and takes a sweep', async () => {
    const { store, global } = await screen()
    const rowOf = (path: string) => {
      const field = store.fields.find((known) => known.path === path)
      if (!field) throw new Error(`There is no row "${path}".`)
      return mount(FieldRow, { props: { field }, global })
    }
    const row = rowOf('objective.params.multiplier')
    expect(row.find('.dot').exists()).toBe(false)
    await row.get('input').setValue('0.1, 0.2, 0.5')
    expect(row.find('.dot').exists()).toBe(true)
    expect(row.text()).toContain('3 values')
    expect(store.runs).toHaveLength(4)
    await row.get('input').setValue('-1')
    expect(row.get('[role=alert]').text()).toContain('must lie in [0, 1000]')
    expect(row.get('input').attributes('aria-invalid')).toBe('true')

    const epsilon = rowOf('monitor.attack.params.epsilon')
    expect(epsilon.get('input').element.value).toBe('4')
    await epsilon.get('input').setValue('2')
    expect(store.draft?.settings['monitor']).toMatchObject({ attack: { params: { epsilon: 2 / 255 } } })
  })
})

describe('choosing images', () => {
  it('offers imports by their titles before the kinds; one sets both its kind and itself', async () => {
    const { store, global } = await screen({
      'datasets.list': [aDataset(), aDataset({ id: 'drawn', kind: 'shapes', title: 'Drawn', source: null })],
    })
    const field = store.fields.find(({ path }) => path === 'dataset')
    if (!field) throw new Error('no field of the dataset')
    const list = mount(FieldRow, { props: { field }, global }).get('select')
    expect(list.findAll('[label="Imported"] option').map((it) => it.text())).toEqual(['Night'])
    expect(list.element.value).toBe('shapes')
    await list.setValue('imported night-1')
    expect(store.draft?.settings['dataset']).toMatchObject({ id: 'image-folder', params: {}, imported: 'night-1' })
    expect(list.element.value).toBe('imported night-1')
    await list.setValue('shapes')
    expect(store.draft?.settings['dataset']).toMatchObject({ id: 'shapes', imported: null })
  })
})

describe('preview', () => {
  it('draws only the newest answer and dims what is old', async () => {
    const { host, store, global } = await screen()
    const waiting: ((answer: unknown) => void)[] = []
    host.answer('experiments.preview', () => new Promise((settle) => waiting.push(settle)))
    const answer = (label: number) => {
      const bytes = new Uint8Array(12 * 3)
      return {
        shape: [1, 1, 3],
        images: Array.from({ length: 12 }, (_, at) => at),
        labels: Array(12).fill(label),
        plain: bytes,
        augmented: bytes,
        attacked: null,
      }
    }
    const preview = mount(TrainingPreview, { global })
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    store.set('augmentations', [])
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    waiting[1]?.(answer(2))
    await vi.waitFor(() => expect(preview.attributes('data-stale')).toBe('false'))
    waiting[0]?.(answer(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(preview.findAll('figcaption').map((caption) => caption.text())).toEqual(Array(12).fill('class 2'))
    store.set('seed', 5)
    await nextTick()
    expect(preview.attributes('data-stale')).toBe('true')
    expect(preview.text()).toContain('class 2')
  })

  it('clears the images where the new settings have none', async () => {
    const { host, store, global } = await screen()
    host.answer('experiments.preview', () => {
      const pixels = new Uint8Array(3)
      return { shape: [1, 1, 3], images: [0], labels: [0], plain: pixels, augmented: pixels, attacked: null }
    })
    const preview = mount(TrainingPreview, { global })
    await vi.waitFor(() => expect(preview.text()).toContain('class 0'))
    host.answer('experiments.preview', () => {
      throw new AppError('not-found', 'No dataset of this kind is imported.')
    })
    store.set('seed', 5)
    await vi.waitFor(() => expect(preview.text()).toContain('No dataset of this kind is imported.'))
    expect(preview.text()).not.toContain('class 0')
  })

  it('says in words why there is nothing to see', async () => {
    const { store, global } = await screen()
    const preview = mount(TrainingPreview, { global })
    store.set('epochs', 'many')
    await nextTick()
    expect(preview.text()).toContain('when the marked settings are right')
  })
})

describe('choosing blocks', () => {
  const blocks = ['stem', 'stage2', 'head'].map((name, at) => ({ name, parameters: 1000 * (at + 1) }))
  const freezing = { id: 'chosen-blocks', params: { blocks: 'head+stage9', batchNormalization: 'inference' } }

  it('offers those of the chosen architecture, from the head, and writes names from input to head', async () => {
    const { host, store, global } = await screen()
    const asked: unknown[] = []
    host.answer('architectures.summarize', (input) => {
      asked.push(input)
      return { blocks }
    })
    store.set('freezing', freezing)
    const field = store.fields.find(({ path }) => path === 'freezing.params.blocks')
    if (!field) throw new Error('The policy has no blocks to choose.')
    const row = mount(FieldRow, { props: { field }, global, attachTo: document.body })
    await vi.waitFor(() => expect(row.get('#field-freezing-params-blocks').text()).toBe('head, stage9 · 2 of 3 blocks'))
    const { architecture, dataset } = store.draft?.settings ?? {}
    expect(asked).toEqual([{ architecture, dataset }])

    await row.get('#field-freezing-params-blocks').trigger('click')
    const items = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.item')]
    await vi.waitFor(() => expect(items()).toHaveLength(4))
    expect(items().map(({ textContent }) => textContent)).toEqual([
      'head3 k',
      'stage22 k',
      'stem1 k',
      'stage9not in this network',
    ])
    for (const at of [3, 2]) {
      items()[at]?.querySelector('input')?.click()
      await nextTick()
    }
    expect(store.draft?.settings['freezing']).toMatchObject({ params: { blocks: 'stem+head' } })
    row.unmount()
  })
})

import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError, type PublicWeights, type Run, type Weights } from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import { useUndo } from '../../../src-renderer/commands/undo.ts'
import { useToasts } from '../../../src-renderer/stores/toasts.ts'
import { useWeights } from '../../../src-renderer/stores/weights.ts'
import WeightsView from '../../../src-renderer/views/WeightsView.vue'
import { aRun, catalog } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled } from '../support/with-stores.ts'

function someWeights(change: Partial<Weights> = {}): Weights {
  return {
    id: 'mobilenet-v2-1',
    title: 'Dogs',
    network: 'MobileNetV2 1',
    architecture: { id: 'mobilenet-v2', params: {} },
    inputSize: 160,
    classes: 19,
    parameters: 2_282_323,
    source: '/data/dogs.h5',
    licence: 'MIT',
    sha256: '272e38e5be1439aa',
    bytes: 9_153_988,
    report: { format: 'keras-h5', kerasVersion: '3.11.3', matched: 262, total: 262, notes: ['A note.'] },
    createdAt: 2_000,
    ...change,
  }
}
const headless = someWeights({
  ...{ id: 'densenet-1', title: 'Headless', classes: null, inputSize: null, licence: null, createdAt: 1_000 },
  report: { format: 'keras-h5', kerasVersion: null, matched: 260, total: 262, notes: [] },
})
const published = (id: string, change: Partial<PublicWeights> = {}): PublicWeights & { fetched: null } => ({
  ...{ id, architecture: { id: 'densenet', params: { variant: '121' } }, inputSize: 224, hasTop: true },
  ...{ url: `https://example.org/${id}.h5`, md5: '9d60b809', bytes: null, licence: 'BSD 3-Clause', fetched: null },
  ...change,
})
const publicWeights = [
  published('densenet121'),
  published('mobilenet-v2-0.5-160', { architecture: { id: 'mobilenet-v2', params: { alpha: 0.5 } }, inputSize: 160 }),
]

afterEach(() => document.body.replaceChildren())

async function open(path = '/weights', { weights = [someWeights(), headless], runs = [] as Run[] } = {}) {
  const host = scriptedHost({
    'runs.list': runs,
    'evaluations.list': [],
    'experiments.list': [],
    'experiments.presets': [],
    'datasets.list': [],
    'weights.list': weights,
    'weights.catalogue': publicWeights,
    'weights.remove': null,
    'weights.cancel': null,
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'system.preferences': {},
  })
  const empty = { render: () => null }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/weights', name: 'weights', component: WeightsView },
      { path: '/runs/:id', name: 'run', component: empty },
      { path: '/new', name: 'new-run', component: empty },
    ],
  })
  await router.push(path)
  const pinia = createPinia()
  const screen = mount(WeightsView, {
    global: { plugins: [router, pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  host.connect('connected')
  await rest()
  const button = (text: string) => screen.findAll('button').find((it) => it.text() === text)
  return { screen, host, router, button, pinia }
}
async function rest(): Promise<void> {
  for (let i = 0; i < 6; i++) await settled()
}

describe('the screen of weights', () => {
  it('lists them newest first, with what they are and how many runs start from them', async () => {
    const run = aRun({ config: { initialWeights: 'mobilenet-v2-1' } })
    const { screen } = await open('/weights', { runs: [run] })
    const [first = '', second = ''] = screen.findAll('[data-row]').map((row) => row.text())
    expect(first).toMatch(/^Dogs.*MobileNetV2 1.*160.*9\.2 MB.*272e38e5.*dogs\.h5.*MIT.*1 run$/s)
    expect(second).toMatch(/^Headless.*unused$/s)
  })

  it('shows what the import found, and moves through the list with the arrows', async () => {
    const { screen, router } = await open()
    expect(screen.get('h2').text()).toBe('Dogs')
    expect(screen.text()).toContain('262 of 262 variables of the network were in the file.')
    expect(screen.text()).toContain('A note.')
    await screen.get('[data-row="mobilenet-v2-1"]').trigger('keydown', { key: 'ArrowDown' })
    await rest()
    expect(router.currentRoute.value.query['weights']).toBe('densenet-1')
    expect(screen.text()).toContain(
      '260 of 262 variables of the network were in the file; its head is initialised anew',
    )
  })

  it('says what to do where there are none', async () => {
    const { screen, button } = await open('/weights', { weights: [] })
    expect(screen.text()).toContain('No weights yet.')
    await button('Open the catalogue')?.trigger('click')
    await rest()
    expect(screen.get('[aria-label="Public weights"]').text()).toContain('2 files')
  })

  it('finds in the catalogue, fetches with progress, and keeps what went wrong beside it', async () => {
    const { screen, host } = await open('/weights?tab=catalogue')
    const search = screen.get('[aria-label="Find public weights"]')
    await search.setValue('0.5 160')
    expect(screen.findAll('tbody tr')).toHaveLength(1)
    await search.setValue('densenet')
    const { promise, reject } = Promise.withResolvers<never>()
    host.answer('weights.fetch', () => promise)
    await screen.get('[aria-label^="Fetch DenseNet"]').trigger('click')
    host.announce('weights.progress', { subject: 'densenet121', stage: 'fetching', done: 3_100_000, total: 33_000_000 })
    await rest()
    expect(screen.get('tbody').text()).toContain('3.1 MB of 33.0 MB')
    reject(new AppError('not-found', 'example.org cannot be reached (ENOTFOUND).', { hint: 'Import a file.' }))
    await rest()
    expect(screen.get('[role="alert"]').text()).toContain('example.org cannot be reached (ENOTFOUND). Import a file.')
  })

  it('imports a path with a name and a licence, and shows what came of it', async () => {
    const { screen, host, router, button } = await open('/weights', { weights: [] })
    const asked: unknown[] = []
    host.answer('weights.import', (input) => {
      asked.push(input)
      host.announce('weights.changed', someWeights())
      return someWeights()
    })
    await button('Import…')?.trigger('click')
    await rest()
    const field = (id: string, value: string): void => {
      const input = document.querySelector<HTMLInputElement>(`#${id}`)
      if (!input) throw new Error(`There is no field ${id}.`)
      input.value = value
      input.dispatchEvent(new Event('input'))
    }
    field('weights-path', '/data/dogs.h5')
    field('weights-licence', 'MIT')
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await rest()
    expect(asked).toEqual([{ path: '/data/dogs.h5', licence: 'MIT' }])
    expect(router.currentRoute.value.query['weights']).toBe('mobilenet-v2-1')
    expect(screen.get('h2').text()).toBe('Dogs')
  })

  it('tries a failed import again under the name and the licence that it was given', async () => {
    const { host, button, pinia } = await open('/weights', { weights: [] })
    const asked: unknown[] = []
    host.answer('weights.import', (input) => {
      asked.push(input)
      throw new AppError('not-found', 'The weight file /data/dogs.h5 does not exist.')
    })
    await useWeights(pinia).importFile('/data/dogs.h5', { name: ' Dogs ', licence: 'MIT' })
    await rest()
    await button('Try again')?.trigger('click')
    await rest()
    const wanted = { path: '/data/dogs.h5', name: 'Dogs', licence: 'MIT' }
    expect(asked).toEqual([wanted, wanted])
  })

  it('moves to the trash, offers to undo it, and says why not where the host refuses', async () => {
    const { screen, host, button, pinia } = await open()
    await button('Remove')?.trigger('click')
    await rest()
    expect(useToasts(pinia).list.map(({ text, action }) => [text, action?.label])).toEqual([
      ['“Dogs” moved to the trash', 'Undo'],
    ])
    const restored: unknown[] = []
    host.answer('trash.restore', (which) => {
      restored.push(which)
      return null
    })
    await useUndo(pinia).undo()
    expect(restored).toEqual([{ kind: 'weights', id: 'mobilenet-v2-1' }])
    const refusal = '"Dogs" is what the run "base" will start from.'
    host.answer('weights.remove', () => {
      throw new AppError('conflict', refusal)
    })
    await button('Remove')?.trigger('click')
    await rest()
    expect(screen.text()).toContain(refusal)
  })
})

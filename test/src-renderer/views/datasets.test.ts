import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError, type Dataset, type Run } from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import { useCommands } from '../../../src-renderer/commands/registry.ts'
import { useDraft } from '../../../src-renderer/stores/draft.ts'
import { useToasts } from '../../../src-renderer/stores/toasts.ts'
import sample from '../../../resources/presets/sample.json'
import DatasetsView from '../../../src-renderer/views/DatasetsView.vue'
import { aDataset, aReport, aRun, catalog } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled } from '../support/with-stores.ts'

const night = aDataset({ createdAt: 2_000, skipped: 3 })
const shapes = aDataset({ id: 'shapes-1', kind: 'shapes', title: 'Shapes', source: null })

// Without a layout every element would be 0 px high, and a virtual list empty.
const sizes = ['clientHeight', 'clientWidth', 'offsetHeight', 'offsetWidth'] as const
const before = sizes.map((name) => Object.getOwnPropertyDescriptor(HTMLElement.prototype, name))
beforeAll(() => {
  for (const name of sizes) Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value: 1200 })
})
afterAll(() => {
  sizes.forEach((name, at) => Object.defineProperty(HTMLElement.prototype, name, before[at] as PropertyDescriptor))
})
afterEach(() => document.body.replaceChildren())

async function open(path = '/datasets', { datasets = [night, shapes], runs = [] as Run[], info = {} } = {}) {
  const host = scriptedHost({
    'runs.list': runs,
    'evaluations.list': [],
    'datasets.list': datasets,
    'datasets.remove': null,
    'datasets.report': aReport(),
    'datasets.histogram': { train: [15, 5], validation: [4, 2] },
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0, ...info },
    'system.queue': [],
    'experiments.list': [],
    'experiments.presets': [{ id: 'sample', isShipped: true, ...sample }],
    'experiments.check': [],
    'system.preferences': {},
    'system.setPreference': null,
  })
  host.answer('datasets.browse', () => ({ total: 2, images: [4, 5] }))
  host.answer('datasets.images', (input) => {
    const { images } = input as { images: number[] }
    return {
      shape: [1, 2, 1],
      pixels: new Uint8Array(images.length * 2),
      labels: images.map((image) => (image < 4 ? 0 : 1)),
      names: images.map((image) => `val/${image}.png`),
    }
  })
  const empty = { render: () => null }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/datasets', name: 'datasets', component: DatasetsView },
      { path: '/runs', name: 'runs', component: empty },
      { path: '/new', name: 'new-run', component: empty },
      { path: '/runs/:id', name: 'run', component: empty },
    ],
  })
  await router.push(path)
  const pinia = createPinia()
  const screen = mount(DatasetsView, {
    global: { plugins: [router, pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  host.connect('connected')
  await rest()
  const query = () => router.currentRoute.value.query
  return { screen, host, router, query, draft: useDraft(pinia), commands: useCommands(pinia), toasts: useToasts(pinia) }
}
async function rest(): Promise<void> {
  for (let i = 0; i < 6; i++) await settled()
}
const rowTexts = (screen: Awaited<ReturnType<typeof open>>['screen']): string[] =>
  screen.findAll('[data-row]').map((row) => row.text())

describe('the screen of datasets', () => {
  it('lists them newest first, with what their check and their use say', async () => {
    const { screen } = await open('/datasets', {
      datasets: [shapes, night],
      runs: [aRun({ dataset: 'shapes-1' })],
    })
    const [first = '', second = ''] = rowTexts(screen)
    expect(first).toMatch(/^Night.*3 skipped.*unused$/s)
    expect(second).toMatch(/^Shapes.*built in.*1 run$/s)
  })

  it('shows the dataset of the address, and moves through the list with the arrows', async () => {
    const { screen, query } = await open('/datasets?dataset=night-1')
    expect(screen.get('h2').text()).toBe('Night')
    await screen.get('[data-row="dataset:night-1"]').trigger('keydown', { key: 'ArrowDown' })
    await rest()
    expect(query()['dataset']).toBe('shapes-1')
    expect(screen.get('h2').text()).toBe('Shapes')
    expect(document.activeElement?.getAttribute('data-row')).toBe('dataset:shapes-1')
  })

  it('counts images per class and browses one class, each image under its name', async () => {
    const { screen, query } = await open('/datasets?dataset=night-1')
    expect(screen.get('[aria-label^="Images per class"]').text()).toMatch(/day15.*4.*night5.*2/)
    expect(screen.get('[aria-label="Browse"]').text()).toContain('6 images')
    await screen.get('[aria-label="Class"]').setValue('1')
    await rest()
    expect(query()['label']).toBe('1')
    expect(screen.get('[aria-label="Browse"]').text()).toContain('2 images')
    expect(screen.findAll('figcaption').map((it) => it.text())).toEqual(['night', 'night'])
    expect(screen.get('figure').attributes('title')).toBe('val/4.png')
  })

  it('starts a run from an imported dataset, and offers none from what was drawn', async () => {
    const { screen, router, draft } = await open('/datasets?dataset=shapes-1')
    const button = () => screen.findAll('button').find((it) => it.text() === 'New run from it')
    expect(button()).toBeUndefined()
    await router.push('/datasets?dataset=night-1')
    await rest()
    await button()?.trigger('click')
    await rest()
    expect(draft.draft?.settings['dataset']).toMatchObject({ id: 'image-folder', imported: 'night-1' })
    expect(router.currentRoute.value.name).toBe('new-run')
  })

  it('takes no path where the host reads none for a browser, and says what to do', async () => {
    const { screen } = await open('/datasets?import=', { info: { dataRoot: null } })
    expect(screen.get('#import-path').attributes()).toHaveProperty('disabled')
    expect(screen.get('#import-path-help').text()).toContain('adversarium serve --data-root <folder>')
  })

  it('checks a pasted path, shows what was found and imports it then', async () => {
    const { screen, host, query } = await open()
    host.answer('datasets.check', () => aReport({ skipped: [{ path: 'a.txt', reason: 'is no image by its name' }] }))
    const made: Dataset = aDataset({ id: 'camera-1', title: 'Camera' })
    host.answer('datasets.import', () => {
      host.announce('datasets.changed', made)
      return made
    })
    await screen.get('.screen-header button').trigger('click')
    await rest()
    await screen.get('#import-path').setValue(' /data/camera ')
    await screen.get('form').trigger('submit')
    await rest()
    expect(query()['import']).toBe('/data/camera')
    expect(screen.text()).toContain('1 of 27')
    expect(host.calls).not.toContain('datasets.import')

    const button = screen.findAll('button').find((it) => it.text() === 'Import 26 images')
    await button?.trigger('click')
    await rest()
    expect([query()['dataset'], query()['import']]).toEqual(['camera-1', undefined])
    expect(screen.get('h2').text()).toBe('Camera')
  })

  it('says beside the field which image sizes there are', async () => {
    const { screen, host } = await open('/datasets?import=')
    host.answer('datasets.check', () => aReport())
    await screen.get('#import-path').setValue('/data/camera')
    await screen.get('form').trigger('submit')
    await rest()
    const size = screen.get('#import-size')
    await size.setValue('4')
    await size.trigger('change')
    expect(screen.get('#import-size-help').text()).toBe('Image size must lie in [8, 1024] px: got 4.')
    expect(screen.text()).toContain('Checked for other options.')
    expect(screen.findAll('button').some((it) => it.text().startsWith('Import 26'))).toBe(false)
  })

  it('says in place why a source cannot be imported, and forgets a mistyped path', async () => {
    const { screen, host } = await open('/datasets?import=')
    host.answer('datasets.check', () => {
      throw new AppError('not-found', 'There is nothing at /data/nigth.', { hint: 'Check the path.' })
    })
    await screen.get('#import-path').setValue('/data/nigth')
    await screen.get('form').trigger('submit')
    await rest()
    expect(screen.get('[role="alert"]').text()).toContain('There is nothing at /data/nigth. Check the path.')
    expect(rowTexts(screen)[0]).toContain('There is nothing')

    host.answer('datasets.check', () => aReport())
    await screen.get('#import-path').setValue('/data/night')
    await screen.get('form').trigger('submit')
    await rest()
    expect(screen.find('[role="alert"]').exists()).toBe(false)
    expect(rowTexts(screen)[0]).toContain('checked, not imported')
    expect(rowTexts(screen)).toHaveLength(3)
  })

  it('reads a dataset again as it was read before', async () => {
    const { screen, host } = await open('/datasets', { datasets: [aDataset({ params: { imageSize: 32 } })] })
    let asked: unknown
    host.answer('datasets.check', (input) => {
      asked = input
      return aReport()
    })
    await screen
      .findAll('button')
      .find((it) => it.text() === 'Check again')
      ?.trigger('click')
    await rest()
    expect(asked).toEqual({ path: '/data/night', name: 'Night', kind: 'image-folder', imageSize: 32 })
  })

  it('moves an unused dataset to the trash and offers to undo it', async () => {
    const { commands, toasts, host } = await open('/datasets?dataset=night-1')
    commands.run('remove-dataset')
    await rest()
    expect(host.calls).toContain('datasets.remove')
    expect(toasts.list.at(-1)).toMatchObject({ text: '“Night” moved to the trash', action: { label: 'Undo' } })
  })

  it('refuses to remove what a run uses, and names the run', async () => {
    const { screen, commands, host } = await open('/datasets?dataset=night-1', {
      runs: [aRun({ name: 'base', dataset: 'night-1' })],
    })
    commands.run('remove-dataset')
    await rest()
    expect(screen.get('[role="alert"]').text()).toContain('"Night" is used by the run "base".')
    expect(host.calls).not.toContain('datasets.remove')
  })

  it('asks for the path where a browser hides it from a drop', async () => {
    const { screen } = await open()
    const drop = Object.assign(new Event('drop', { cancelable: true }), {
      dataTransfer: { types: ['Files'], files: [new File(['x'], 'night.zip')] },
    })
    window.dispatchEvent(drop)
    await rest()
    expect(drop.defaultPrevented).toBe(true)
    expect(screen.get('[role="alert"]').text()).toContain('A browser does not tell where a dropped file lies.')
    expect(screen.find('#import-path').exists()).toBe(true)
  })

  it('says in an empty workspace what needs no import', async () => {
    const { screen } = await open('/datasets', { datasets: [] })
    const title = catalog.datasets.find(({ id }) => id === 'shapes')?.title
    expect(screen.text()).toContain(`${title} needs no import`)
  })
})

import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import {
  AppError,
  parseMethod,
  type Dataset,
  type GalleryQuery,
  type Prediction,
} from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import { useCommands } from '../../../src-renderer/commands/registry.ts'
import MisclassifiedImageView from '../../../src-renderer/views/MisclassifiedImageView.vue'
import { aRun, anEvaluation, catalog } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled } from '../support/with-stores.ts'

const prediction = (change: Partial<Prediction>): Prediction => ({
  image: 4,
  truth: 0,
  predicted: 1,
  confidence: 0.6,
  margin: -1.5,
  loss: 2,
  top5: [
    { class: 1, probability: 0.6 },
    { class: 0, probability: 0.3 },
  ],
  ...change,
})
const dataset: Dataset = {
  id: 'shapes',
  kind: 'shapes',
  title: 'Shapes',
  source: null,
  fingerprint: '',
  params: {},
  classes: ['syringe', 'oboe'].map((name) => ({ id: name, name })),
  shape: [1, 2, 1],
  counts: { train: 0, validation: 9 },
  skipped: 0,
  bytes: 0,
  createdAt: 0,
}
const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)

/** The screen over a host that knows one run, evaluated clean (1) and under an attack (2). */
async function open(path: string) {
  const attacked = anEvaluation({ id: '2', condition: parseMethod('fgsm:epsilon=2/255') })
  const host = scriptedHost({
    'runs.list': [aRun({ state: 'done', dataset: 'shapes' })],
    'evaluations.list': [anEvaluation({ id: '1' }), attacked],
    'datasets.list': [dataset],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'datasets.images': { shape: [1, 2, 1], pixels: Uint8Array.of(9, 90), labels: [0], names: ['val_4.png'] },
    'evaluations.seenImage': {
      shape: [1, 2, 1],
      clean: floats(0.25, 0.5),
      seen: floats(0.25, 0.5078125),
      cleanPrediction: prediction({}),
      seenPrediction: prediction({}),
      perturbation: { linf: 2 / 255, l2: 0.0078, changed: 0.5 },
    },
    'tasks.cancel': null,
    'system.queue': [],
  })
  host.answer('evaluations.gallery', (input) => {
    const { offset, limit } = input as GalleryQuery
    const rows = Array.from({ length: Math.min(limit, 9 - offset) }, (_, index) => ({
      ...prediction({ image: offset + index }),
      other: null,
    }))
    return { total: 9, rows }
  })
  const clean = { predicted: 0, confidence: 0.7, margin: 0.5, top5: [{ class: 0, probability: 0.7 }] }
  host.answer('evaluations.ofImage', (input) => {
    const { evaluations, image } = input as { evaluations: string[]; image: number }
    return evaluations.map((id) => (image < 9 ? prediction({ image, ...(id === '1' ? clean : {}) }) : null))
  })
  host.answer('evaluations.explain', (input) => {
    const isNegative = JSON.stringify(input).includes('negative')
    return { height: 1, width: 2, map: floats(0, isNegative ? 0.25 : 0), min: 0, max: isNegative ? 0.25 : 0 }
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/misclassified', name: 'misclassified', component: { render: () => null } },
      { path: '/chen-2020', name: 'study-figure', component: { render: () => null } },
      { path: '/misclassified/:evaluation/:image', name: 'misclassified-image', component: MisclassifiedImageView },
    ],
  })
  await router.push(path)
  const api = createApi(host.transport)
  const pinia = createPinia()
  const screen = mount(MisclassifiedImageView, {
    global: { plugins: [router, pinia], provide: { [apiKey as symbol]: api } },
    attachTo: document.body,
  })
  host.connect('connected')
  for (let i = 0; i < 6; i++) await settled()
  return { screen, host, router, commands: useCommands(pinia) }
}

describe('a misclassified image', () => {
  it('stands clean above and as it was seen below, with its clean probabilities as ticks', async () => {
    const { screen } = await open('/misclassified/2/4')
    expect(screen.get('h1').text()).toContain('syringe')
    const [clean, seen] = screen.findAll('[data-row]')
    expect(clean?.text()).toContain('right: syringe')
    expect(seen?.text()).toContain('FGSM (L∞) 2/255')
    expect(seen?.text()).toContain('wrong: oboe')
    expect([clean?.findAll('.tick').length, seen?.findAll('.tick').length]).toEqual([0, 1])
    expect(screen.get('[aria-label="Perturbation"]').text()).toContain('2/255')
  })

  it('shows negative evidence below zero, and says in words that there is no positive one', async () => {
    const { screen } = await open('/misclassified/2/4')
    const text = screen.text()
    expect(text).toContain('No positive evidence for "oboe" in this image: all 2 values are zero or below.')
    expect(text).toContain('−0.25 to 0')
  })

  it('of a clean evaluation asks no engine for pixels or predictions', async () => {
    const { screen, host } = await open('/misclassified/1/4')
    expect(screen.findAll('[data-row]').length).toBe(1)
    expect(host.calls).not.toContain('evaluations.seenImage')
  })

  it('stands beside itself under the other conditions, which open at the same image', async () => {
    const { screen, router } = await open('/misclassified/1/4?explain=1&at=2')
    const strip = screen.get('[aria-label="The same image under other conditions"]')
    expect(strip.findAll('li').map((item) => item.text().replace(/\s+/g, ''))).toEqual([
      'Cleanright:syringe70.0',
      'FGSM(L∞)2/255wrong:oboe60.0',
    ])
    expect(strip.get('[aria-current]').text()).toContain('Clean')
    await strip.findAll('a')[1]?.trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    const { params, query } = router.currentRoute.value
    // Its place among the answers of the other evaluation is another.
    expect([params, query]).toEqual([{ evaluation: '2', image: '4' }, { explain: '1' }])
    expect(screen.findAll('[data-row]').length).toBe(2)
  })

  it('says so where the evaluation has no such image', async () => {
    const { screen } = await open('/misclassified/1/12')
    expect(screen.text()).toContain('This evaluation has no image 12.')
  })

  it('moves with the arrows and keeps how it is explained', async () => {
    const { screen, router, commands } = await open('/misclassified/1/4?explain=1')
    commands.run('image.next')
    for (let i = 0; i < 4; i++) await settled()
    expect(router.currentRoute.value.params['image']).toBe('5')
    expect(router.currentRoute.value.query['explain']).toBe('1')
    expect(screen.text()).toContain('6 of 9')
    commands.run('image.close')
    await settled()
    expect(router.currentRoute.value.name).toBe('misclassified')
  })

  it('explains the difference of two chosen classes, and keeps it in the address', async () => {
    const { screen, router } = await open('/misclassified/1/4')
    expect(screen.find('[aria-label="Less the logit of"]').exists()).toBe(false)
    await screen.get('[aria-label="Explain another class"]').setValue('1')
    for (let i = 0; i < 4; i++) await settled()
    await screen.get('[aria-label="Less the logit of"]').setValue('0')
    for (let i = 0; i < 4; i++) await settled()
    expect(router.currentRoute.value.query['explain']).toBe('1-0')
    expect(screen.text()).toContain('No positive evidence for "oboe" over "syringe"')
  })

  it('says once why several maps failed and asks again when told to', async () => {
    const { screen, host } = await open('/misclassified/1/4')
    host.answer('evaluations.explain', () => {
      throw new AppError('engine-crashed', 'The engine ended without a word.')
    })
    await screen.get('[aria-label="Explain another class"]').setValue('0')
    for (let i = 0; i < 4; i++) await settled()
    expect(screen.findAll('[role="alert"]').map((alert) => alert.text())).toEqual([
      expect.stringContaining('The engine ended without a word.'),
    ])
    expect(screen.findAll('figure').map((figure) => figure.text().includes('Not computed.'))).toEqual([
      false,
      true,
      true,
    ])
    host.answer('evaluations.explain', () => ({ height: 1, width: 2, map: floats(1, 2), min: 1, max: 2 }))
    await screen.get('[role="alert"] button').trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    expect(screen.findAll('[role="alert"]')).toEqual([])
  })
})

import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { parseMethod, type GalleryRow, type StudyFigure } from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import StudyFigureView from '../../../src-renderer/views/StudyFigureView.vue'
import { aDataset, anEvaluation, aRun, catalog } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled } from '../support/with-stores.ts'

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)
const attack = parseMethod('fgsm:epsilon=2/255')
const figure: StudyFigure = {
  title: 'Chen 2020: what the classifier looked at',
  dataset: 'night-1',
  classes: [
    { word: 'night', class: 1 },
    { word: 'broom', class: null },
  ],
  maps: [parseMethod('gradient:sign=positive'), parseMethod('guided-backpropagation'), parseMethod('cam')],
  subjects: [{ run: 'base', checkpoint: 1, clean: '1', attacked: '2', attack }],
}
const outcome = (image: number, predicted: number): GalleryRow => ({
  ...{ image, truth: 1, predicted, confidence: 0.6, margin: 0, loss: 1, other: null },
  top5: [
    { class: predicted, probability: 0.6 },
    { class: 1 - predicted, probability: 0.4 },
  ],
})

/** The figure of one run over two classes, of which the dataset has one. Image 5 is the first wrong one. */
async function open({ path = '/chen-2020?runs=base', subjects = figure.subjects } = {}) {
  const asked: Record<string, unknown[]> = {}
  const host = scriptedHost({
    'runs.list': [aRun({ state: 'done', dataset: 'night-1' })],
    'evaluations.list': [anEvaluation({ id: '1' }), anEvaluation({ id: '2', condition: attack })],
    'experiments.list': [],
    'experiments.presets': [],
    'datasets.list': [aDataset()],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'system.preferences': {},
    'tasks.cancel': null,
    'studies.figure': { ...figure, subjects },
  })
  const answer = (name: string, respond: (input: never) => unknown): void =>
    host.answer(name, (input) => {
      ;(asked[name] ??= []).push(input)
      return respond(input as never)
    })
  answer('evaluations.gallery', ({ truth: [label] }: { truth: number[] }) => {
    const rows = label === 1 ? [outcome(4, 1), outcome(5, 0), outcome(6, 0)] : [outcome(9, 0)]
    return { total: rows.length, rows }
  })
  answer('evaluations.ofImage', ({ evaluations, image }: { evaluations: string[]; image: number }) =>
    evaluations.map(() => (image === 6 ? null : outcome(image, 0))),
  )
  answer('datasets.images', ({ images }: { images: number[] }) => {
    const pixels = new Uint8Array(2 * images.length)
    return { shape: [1, 2, 1], pixels, labels: images, names: images.map(String), boxes: images.map(() => null) }
  })
  answer('evaluations.seenImage', ({ image }: { image: number }) => ({
    ...{ shape: [1, 2, 1], clean: floats(0, 0), seen: floats(1, 1) },
    ...{ cleanPrediction: outcome(image, 0), seenPrediction: outcome(image, 0) },
    perturbation: { linf: 0, l2: 0, changed: 0 },
  }))
  answer('evaluations.explain', ({ method }: { method: { id: string } }) =>
    method.id === 'cam'
      ? { height: 1, width: 2, map: floats(-1, 2), min: -1, max: 2, note: 'Layer out, 1 × 2 values.' }
      : { height: 1, width: 2, map: floats(0, 0), min: 0, max: 0, note: null },
  )
  answer('evaluations.launch', () => [])
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/chen-2020', name: 'study-figure', component: StudyFigureView },
      { path: '/runs', name: 'runs', component: { render: () => null } },
      { path: '/runs/:id', name: 'run', component: { render: () => null } },
    ],
  })
  await router.push(path)
  const screen = mount(StudyFigureView, {
    global: { plugins: [router, createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  host.connect('connected')
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 12; i++) await settled()
  }
  await settle()
  return { screen, host, asked, router, settle }
}

describe('the figure of a study', () => {
  it('shows the first misclassified image of a class, clean and attacked, with its maps and five classes', async () => {
    const { screen, asked } = await open()
    const night = screen.get('section[aria-label="night"]')
    expect(night.get('h2').text()).toBe('night · image 5')
    const rows = night.findAll('[data-row]')
    expect(rows.map((row) => row.attributes('aria-label'))).toEqual(['base, Clean', 'base, FGSM (L∞) 2/255'])
    const captions = rows[0]?.findAll('figcaption').map((it) => it.text())
    expect(captions).toEqual([
      'wrong: day',
      'Gradient, positive part',
      'Guided backpropagation',
      'Class-activation map (CAM)',
    ])
    expect(rows[0]?.text()).toContain('No positive evidence for "day" in this image')
    expect(rows[1]?.findAll('.tick')).toHaveLength(2)
    const notes = screen.findAll('.note.dim:not(.tiny)').map((note) => note.text())
    expect(notes[0]).toMatch(/^Guided backpropagation: Fails sanity checks/)
    expect(notes.slice(1)).toEqual(['Class-activation map (CAM): Layer out, 1 × 2 values.'])
    const explained = asked['evaluations.explain'] as { evaluation: string; input: string; image: number }[]
    expect(explained.map(({ evaluation, input, image }) => `${evaluation} ${input} ${image}`).toSorted()).toEqual([
      '1 clean 5',
      '1 clean 5',
      '1 clean 5',
      '2 seen 5',
      '2 seen 5',
      '2 seen 5',
    ])
  })

  it('asks for a class where the dataset has none of that word, and keeps the choice in the address', async () => {
    const { screen, router, settle } = await open()
    const broom = screen.get('section[aria-label="broom"]')
    expect(broom.text()).toContain('This dataset has no class called "broom"')
    await broom.get('select').setValue('0')
    await settle()
    expect(router.currentRoute.value.query['classes']).toBe(',0')
    expect(screen.get('section[aria-label="broom"] h2').text()).toBe('day (for broom) · image 9')
  })

  it('shows another image when that is chosen, and says where it was not evaluated', async () => {
    const { screen, router, settle } = await open()
    await screen.findAll('section[aria-label="night"] select')[1]?.setValue('6')
    await settle()
    expect(router.currentRoute.value.query['images']).toBe('6')
    expect(screen.text()).toContain('Not among the images that were evaluated under "FGSM (L∞) 2/255".')
  })

  it('offers the evaluation under the attack that is missing', async () => {
    const { screen, asked, settle } = await open({
      subjects: [{ run: 'base', checkpoint: 1, clean: '1', attacked: null, attack }],
    })
    expect(screen.text()).toContain('Not evaluated under "FGSM (L∞) 2/255".')
    await screen.get('.nothing button').trigger('click')
    await settle()
    expect(asked['evaluations.launch']).toEqual([{ run: 'base', conditions: [attack], checkpoint: 1 }])
  })
})

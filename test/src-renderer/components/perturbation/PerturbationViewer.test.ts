import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { MethodChoice, Prediction } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { useCommands } from '../../../../src-renderer/commands/registry.ts'
import PerturbationViewer from '../../../../src-renderer/components/perturbation/PerturbationViewer.vue'
import { aDataset, anEvaluation, aRun, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const prediction: Prediction = {
  ...{ image: 4, truth: 0, predicted: 0, confidence: 0.6, margin: 1, loss: 0.5 },
  top5: [
    { class: 0, probability: 0.6 },
    { class: 1, probability: 0.4 },
  ],
}
const bytes = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)
const wait = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await settled()
}

/** The viewer of an image of `day`, which FGSM makes a `night` from 2/255 on. */
async function open({ path = '/?perturb=fgsm:epsilon=4/255', condition = 'clean', isFlat = false } = {}) {
  const asked: { attack: MethodChoice; label: number }[] = []
  const host = scriptedHost({
    'datasets.list': [],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'tasks.cancel': null,
    'perturbations.line': { norm: 'infinity', epsilons: [-1, 0, 1], logits: bytes(1, 0, 2, 1, 0, 1), isFlat },
    'perturbations.flip': { epsilon: 2 / 255, tolerance: 0, maxEpsilon: 16 / 255 },
  })
  host.answer('perturbations.image', (input) => {
    asked.push(input as (typeof asked)[number])
    const epsilon = Number((input as (typeof asked)[number]).attack.params['epsilon'])
    const predicted = epsilon >= 2 / 255 ? 1 : 0
    return {
      ...{
        shape: [1, 2, 1],
        pixels: bytes(epsilon, 0),
        prediction: { ...prediction, predicted },
        loss: 1,
        passes: 1,
      },
      perturbation: { linf: epsilon, l2: epsilon, changed: 0.5 },
    }
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'image', component: PerturbationViewer }],
  })
  await router.push(path)
  const pinia = createPinia()
  setActivePinia(pinia)
  const subject = {
    ...{ evaluation: anEvaluation({ id: '7', condition: { id: condition, params: {} } }), run: aRun(), against: null },
    ...{ dataset: aDataset(), choices: { checkpoints: [], splits: [], conditions: [] } },
  }
  const viewer = mount(PerturbationViewer, {
    props: {
      ...{
        subject,
        image: 4,
        prediction,
        clean: null,
        cleanPrediction: prediction,
        layer: undefined,
        target: 'predicted',
      },
      ...{ explained: '"day"', names: ['day', 'night'], strength: 16 },
      colors: { id: 'signed', title: '', isSigned: true, table: new Uint8ClampedArray(771) },
    } as never,
    global: {
      plugins: [router, pinia],
      provide: { [apiKey as symbol]: createApi(host.transport) },
      stubs: { TimeChart: true },
    },
  })
  host.connect('connected')
  await wait()
  const facts = (): string[] =>
    viewer.findAll('.facts dt').map((dt, i) => {
      const words = viewer.findAll('.facts dd')[i]?.text() ?? ''
      return `${dt.text()}: ${words.replace(/\s+/g, ' ')}`
    })
  return { viewer, host, asked, router, facts, run: (id: string) => useCommands().run(id) }
}

describe('the perturbation viewer', () => {
  it('asks nothing before it is opened, then keeps what it shows in the address', async () => {
    const { viewer, host, router } = await open({ path: '/' })
    expect(host.calls.some((path) => path.startsWith('perturbations.'))).toBe(false)
    await viewer.get('button').trigger('click')
    await wait()
    expect(router.currentRoute.value.query).toEqual({ perturb: 'fgsm:epsilon=8/255' })
    expect(host.calls).toContain('perturbations.image')
  })

  it('begins with the attack of the evaluation, where that has an epsilon', async () => {
    const { viewer, router } = await open({ path: '/', condition: 'pgd' })
    await viewer.get('button').trigger('click')
    await wait()
    expect(router.currentRoute.value.query['perturb']).toBe('pgd:epsilon=8/255')
    expect((viewer.get('select[aria-label="Attack"]').element as HTMLSelectElement).value).toBe('pgd')
  })

  it('says where the image flips, what it is taken for, and goes there', async () => {
    const { viewer, facts, asked } = await open()
    expect(facts()).toContain('Flips: 2/255 Go there')
    expect(facts()).toContain('Prediction: wrong: night')
    expect(viewer.text()).toContain('The image flips at 2/255.')
    await viewer.get('.facts button').trigger('click')
    await wait()
    expect(asked.at(-1)?.attack.params['epsilon']).toBe(2 / 255)
    expect(viewer.get('[role="slider"]').attributes('aria-valuetext')).toBe('2/255')
  })

  it('is moved by the commands of the brackets', async () => {
    const { run, router, facts, asked } = await open({ path: '/?perturb=fgsm:epsilon=2/255' })
    run('perturbation.weaker')
    await wait()
    expect(asked.at(-1)?.attack.params['epsilon']).toBeCloseTo(1.75 / 255, 9)
    expect(facts()).toContain('Prediction: right: day')
    run('perturbation.stronger')
    await wait()
    expect(router.currentRoute.value.query['perturb']).toBe('fgsm:epsilon=2/255')
    expect(facts()).toContain('Prediction: wrong: night')
  })

  it('attacks away from the predicted class where that is asked for', async () => {
    const { viewer, asked } = await open()
    expect(asked.at(-1)?.label).toBe(0)
    await viewer.setProps({ cleanPrediction: { ...prediction, predicted: 1 } } as never)
    await viewer.findAll('.segments button')[1]?.trigger('click')
    await wait()
    expect(asked.at(-1)?.label).toBe(1)
  })

  it('warns where the gradient is zero', async () => {
    expect((await open({ isFlat: true })).viewer.text()).toContain('The gradient of this image is zero')
  })

  it('asks a point once for a change', async () => {
    const { viewer, asked } = await open()
    expect(asked).toHaveLength(1)
    await viewer.get('select[aria-label="Attack"]').setValue('pgd')
    await wait()
    expect(asked.map(({ attack }) => attack.id)).toEqual(['fgsm', 'pgd'])
  })
})

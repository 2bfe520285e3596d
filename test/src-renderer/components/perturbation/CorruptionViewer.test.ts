import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError, type MethodChoice, type Prediction } from '../../../../src-main/contract/index.ts'
import { catalog } from '../../../../src-main/core/catalog.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import CorruptionViewer from '../../../../src-renderer/components/perturbation/CorruptionViewer.vue'
import ComputingLine from '../../../../src-renderer/components/misclassified/ComputingLine.vue'
import RangeSlider from '../../../../src-renderer/components/fields/RangeSlider.vue'
import { aDataset, anEvaluation, aRun } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const prediction: Prediction = {
  ...{ image: 4, truth: 0, predicted: 0, confidence: 0.6, margin: 1, loss: 0.5 },
  top5: [{ class: 0, probability: 0.6 }],
}
const wait = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await settled()
}

/** The viewer of an image of `day`, which Gaussian noise makes a `night` from sigma 0.2 on. */
async function open({ path = '/?corrupt=gaussian-noise:sigma=0.1', condition = 'clean' } = {}) {
  const asked: MethodChoice[] = []
  const host = scriptedHost({
    'datasets.list': [],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'tasks.cancel': null,
  })
  const corrupted = (input: unknown): unknown => {
    const { corruption } = input as { corruption: MethodChoice }
    asked.push(corruption)
    const sigma = Number(corruption.params['sigma'] ?? 0)
    return {
      shape: [1, 2, 1],
      pixels: new Uint8Array(Float32Array.of(sigma, 0).buffer),
      prediction: { ...prediction, predicted: sigma >= 0.2 ? 1 : 0 },
      perturbation: { linf: sigma, l2: sigma, changed: 0.5 },
    }
  }
  host.answer('perturbations.corrupted', corrupted)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'image', component: CorruptionViewer }],
  })
  await router.push(path)
  const pinia = createPinia()
  setActivePinia(pinia)
  const viewer = mount(CorruptionViewer, {
    props: {
      subject: {
        ...{ evaluation: anEvaluation({ id: '7', condition: { id: condition, params: {} } }), run: aRun() },
        ...{ against: null, dataset: aDataset(), choices: { checkpoints: [], splits: [], conditions: [] } },
      },
      ...{ image: 4, clean: null, cleanPrediction: prediction, names: ['day', 'night'], strength: 16 },
      colors: { id: 'signed', title: '', isSigned: true, table: new Uint8ClampedArray(771) },
    } as never,
    global: { plugins: [router, pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  host.connect('connected')
  await wait()
  const slider = () => viewer.getComponent(RangeSlider)
  return { viewer, asked, host, corrupted, router, slider, verdict: () => viewer.get('.facts [role="status"]').text() }
}

describe('the corruption viewer', () => {
  it('asks nothing before it is opened, then begins with the corruption of the evaluation', async () => {
    const { viewer, asked, router } = await open({ path: '/', condition: 'fog' })
    expect(asked).toEqual([])
    await viewer.get('button').trigger('click')
    await wait()
    expect(router.currentRoute.value.query).toEqual({ corrupt: 'fog:severity=3' })
    expect(asked).toEqual([{ id: 'fog', params: { severity: 3 } }])
  })

  it('answers while the slider is dragged, and keeps where it rests in the address', async () => {
    const { asked, router, slider, verdict } = await open()
    expect(verdict()).toBe('right: day')
    slider().vm.$emit('change', 0.25)
    await wait()
    expect(asked.at(-1)?.params['sigma']).toBe(0.25)
    expect(verdict()).toBe('wrong: night')
    expect(router.currentRoute.value.query['corrupt']).toBe('gaussian-noise:sigma=0.1')
    slider().vm.$emit('commit', 0.3)
    await wait()
    expect(router.currentRoute.value.query['corrupt']).toBe('gaussian-noise:sigma=0.3')
    expect(asked.map(({ params }) => params['sigma'])).toEqual([0.1, 0.25, 0.3])
  })

  it('says that it was cancelled, stays so, and goes on where that is wished', async () => {
    const { viewer, asked, host, corrupted, slider, verdict } = await open()
    const late = Promise.withResolvers<never>()
    host.answer('perturbations.corrupted', () => late.promise)
    slider().vm.$emit('change', 0.2)
    await wait()
    slider().vm.$emit('change', 0.25)
    await wait()
    viewer.getComponent(ComputingLine).vm.$emit('cancel')
    late.reject(new AppError('cancelled', 'Cancelled before it was done.'))
    await wait()
    expect(viewer.text()).toContain('Cancelled: the picture is of an earlier strength.')
    host.answer('perturbations.corrupted', corrupted)
    const goOn = viewer.findAll('button').find((button) => button.text() === 'Go on')
    await goOn?.trigger('click')
    await wait()
    expect([asked.at(-1)?.params['sigma'], verdict()]).toEqual([0.25, 'wrong: night'])
    expect(viewer.text()).not.toContain('Cancelled:')
  })

  it('takes a typed strength within its range, and nothing else', async () => {
    const { viewer, asked } = await open()
    await viewer.get('input').setValue('0.4')
    await wait()
    expect(asked.at(-1)?.params['sigma']).toBe(0.4)
    await viewer.get('input').setValue('7')
    await wait()
    expect(asked).toHaveLength(2)
    expect((viewer.get('input').element as HTMLInputElement).value).toBe('0.4')
  })

  it('offers all noises, corruptions and backgrounds; Poisson noise finds its strength by itself at first', async () => {
    const { viewer, asked } = await open()
    const options = viewer.findAll('select[aria-label="Corruption"] option').map((option) => option.attributes('value'))
    expect(options).toEqual(catalog.corruptions.map(({ id }) => id))
    await viewer.get('select[aria-label="Corruption"]').setValue('poisson-noise')
    await wait()
    expect(asked.at(-1)).toEqual({ id: 'poisson-noise', params: { peak: null } })
    expect(viewer.get('input').attributes('placeholder')).toBe('automatic')
  })

  it('has no slider where nothing is a strength, and tells what must be told', async () => {
    const { viewer, asked } = await open({ path: '/?corrupt=background-swap' })
    expect(asked).toEqual([{ id: 'background-swap', params: { from: 'other', feather: 0 } }])
    expect(viewer.findComponent(RangeSlider).exists()).toBe(false)
    await viewer.get('select[aria-label="Corruption"]').setValue('tiny-imagenet-c')
    await wait()
    expect(viewer.text()).toContain('The published images are other photographs')
  })
})

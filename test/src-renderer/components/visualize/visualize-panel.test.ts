import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import VisualizePanel from '../../../../src-renderer/components/visualize/VisualizePanel.vue'
import { aDataset, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

/** The panel over an image that was taken for `night`. */
async function open(path = '/?visualize=1') {
  const asked: Record<string, unknown>[] = []
  const host = scriptedHost({
    'datasets.list': [],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'tasks.cancel': null,
  })
  host.answer('evaluations.visualize', (input) => {
    asked.push(input as Record<string, unknown>)
    const image = new Uint8Array(Float32Array.of(0, 0.5).buffer)
    return { shape: [1, 2, 1], image, activation: -2.5 }
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'image', component: VisualizePanel }],
  })
  await router.push(path)
  const panel = mount(VisualizePanel, {
    props: { evaluation: '7', dataset: aDataset(), predicted: 1, subject: 'base' },
    global: { plugins: [router, createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  host.connect('connected')
  for (let i = 0; i < 6; i++) await settled()
  const make = async (): Promise<void> => {
    await panel.get('form').trigger('submit')
    for (let i = 0; i < 4; i++) await settled()
  }
  return { panel, host, asked, router, make }
}

describe('what the class looks like to the model', () => {
  it('asks nothing before it is told to', async () => {
    const { panel, asked, router } = await open('/')
    expect(panel.find('form').exists()).toBe(false)
    await panel.get('button').trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    expect([router.currentRoute.value.query, asked]).toEqual([{ visualize: '1' }, []])
  })

  it('makes an image of the predicted class, and says what it reached', async () => {
    const { panel, asked, make } = await open()
    await panel.get('[type="number"]').setValue('12')
    await make()
    expect(asked).toMatchObject([
      { evaluation: '7', unit: { class: 1 }, seed: 12, method: { id: 'activation-maximization', params: {} } },
    ])
    expect(panel.get('canvas').attributes('aria-label')).toBe('Made image: logit of "night"')
    expect(panel.get('figcaption').text()).toContain('reached −2.5')
    expect(panel.text()).not.toContain('Almost one colour')
    // What is chosen next is not what is shown.
    await panel.get('[aria-label="Class to visualize"]').setValue('0')
    expect(panel.get('figcaption').text()).toContain('logit of "night"')
  })

  it('makes one of a channel, of the layer that is taken without a name too', async () => {
    const { panel, asked, make } = await open()
    await panel.findAll('.segments button')[1]?.trigger('click')
    await panel.findAll('[type="number"]')[0]?.setValue('3')
    await make()
    expect(asked).toMatchObject([{ unit: { layer: '', channel: 3 } }])
    await panel.findAll('[type="number"]')[0]?.setValue('')
    await make()
    expect(asked).toHaveLength(1)
    expect(panel.text()).toContain('Seed and channel are whole numbers from 0.')
  })

  it('says what to do where the penalties leave nothing to see', async () => {
    const { panel, host, make } = await open()
    const image = new Uint8Array(Float32Array.of(0.5, 0.51).buffer)
    host.answer('evaluations.visualize', () => ({ shape: [1, 2, 1], image, activation: 0 }))
    await make()
    expect(panel.get('figure').text()).toContain('Almost one colour')
  })

  it('forgets the image of another evaluation, and says why there is none', async () => {
    const { panel, host, make } = await open()
    await make()
    await panel.setProps({ evaluation: '8' })
    expect(panel.find('canvas').exists()).toBe(false)
    host.answer('evaluations.visualize', () => {
      throw new AppError('not-a-number', 'The activation became a value that is not a finite number.')
    })
    await make()
    expect(panel.get('[role="alert"]').text()).toContain('not a finite number')
  })
})

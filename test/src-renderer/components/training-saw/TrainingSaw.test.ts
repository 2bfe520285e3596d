import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError, type Prediction } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import TrainingSaw from '../../../../src-renderer/components/training-saw/TrainingSaw.vue'
import { aDataset, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const prediction: Prediction = {
  image: 4,
  truth: 0,
  predicted: 1,
  confidence: 0.6,
  margin: -1,
  loss: 2,
  top5: [],
}

/** The panel of an image of class `day` that was taken for `night`. */
async function open({ isClean = false, path = '/?saw=1' } = {}) {
  const asked: Record<string, unknown>[] = []
  const host = scriptedHost({
    'datasets.list': [],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'tasks.cancel': null,
  })
  host.answer('trainingSaw.nearest', (input) => {
    asked.push(input as Record<string, unknown>)
    const { classes } = input as { classes: number[] }
    const nearest = (label: number) => [
      { image: 10 * label + 2, similarity: 0.875, predicted: label, confidence: 0.9 },
      { image: 10 * label + 3, similarity: 0.5, predicted: 1 - label, confidence: 0.6 },
    ]
    const group = (label: number) => ({ class: label, n: 12, correct: 9, nearest: nearest(label) })
    return { layer: 'average_pool', features: 1280, classes: classes.map(group) }
  })
  host.answer('trainingSaw.crops', (input) => ({
    ...{ shape: [1, 2, 1], epochs: [0, 1], firstEpoch: 0, pixels: Uint8Array.of(1, 2, 3, 4) },
    ...{ boxLeft: [1, 0.25], box: { left: 0, top: 0, right: 1, bottom: 1 } },
    image: (input as { image: number }).image,
  }))
  host.answer('datasets.images', (input) => {
    const { images } = input as { images: number[] }
    const pixels = Uint8Array.from({ length: 2 * images.length })
    return {
      shape: [1, 2, 1],
      pixels,
      labels: images.map(() => 0),
      names: images.map(String),
      boxes: images.map(() => null),
    }
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'image', component: TrainingSaw }],
  })
  await router.push(path)
  const panel = mount(TrainingSaw, {
    props: { evaluation: '7', dataset: aDataset(), prediction, isClean },
    global: { plugins: [router, createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  host.connect('connected')
  for (let i = 0; i < 6; i++) await settled()
  return { panel, host, asked, router }
}

describe('what training saw', () => {
  it('asks nothing before it is opened', async () => {
    const { panel, host, router } = await open({ path: '/' })
    expect(host.calls).not.toContain('trainingSaw.nearest')
    await panel.get('button').trigger('click')
    for (let i = 0; i < 6; i++) await settled()
    expect(router.currentRoute.value.query).toEqual({ saw: '1' })
    expect(host.calls).toContain('trainingSaw.nearest')
  })

  it('shows the nearest of the true and of the predicted class, and whether the run is right about each', async () => {
    const { panel, asked } = await open()
    expect(asked.at(-1)).toMatchObject({ evaluation: '7', image: 4, input: 'seen', classes: [0, 1], count: 8 })
    const groups = panel.findAll('.group').map((group) => group.text().replace(/\s+/g, ' '))
    expect(groups[0]).toContain('day true right about 9 of its 12 training images')
    expect(groups[1]).toContain('night predicted')
    const tiles = panel.findAll('.tile')
    expect(tiles).toHaveLength(4)
    expect(tiles.map((tile) => tile.text().replace(/\s+/g, ' ')).slice(0, 2)).toEqual([
      'Training image 2, similarity 0.88 right',
      'Training image 3, similarity 0.50 wrong: night',
    ])
    const title = tiles[1]?.attributes('title')?.replaceAll('\u202f', ' ')
    expect(title).toBe('Training image 3, similarity 0.500, wrong: night 60.0 %')
  })

  it('shows the crops of the nearest one, of another when that is chosen, and says what was cut off', async () => {
    const { panel, host } = await open()
    expect(panel.get('section[aria-label="Crops of training image 2, day"]').text()).toContain(
      'the box was cut below half in 1',
    )
    await panel.findAll('.tile')[3]?.trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    expect(panel.find('section[aria-label="Crops of training image 13, night"]').exists()).toBe(true)
    expect(host.calls.filter((path) => path === 'trainingSaw.crops')).toHaveLength(2)
    expect(panel.findAll('.strip canvas').map((it) => it.attributes('aria-label')?.replaceAll('\u202f', ' '))).toEqual([
      'training image 13, night, as it is',
      'Epoch 1, 100.0 % of the box left',
      'Epoch 2, 25.0 % of the box left',
    ])
  })

  it('compares the clean image too, where the evaluation perturbs it', async () => {
    const { panel, asked } = await open()
    await panel.findAll('.segments button')[0]?.trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    expect(asked.at(-1)).toMatchObject({ input: 'clean' })
    expect((await open({ isClean: true })).panel.find('.segments').exists()).toBe(false)
  })

  it('says why it cannot, and tries again', async () => {
    const { panel, host } = await open({ path: '/' })
    host.answer('trainingSaw.nearest', () => {
      throw new AppError('engine-crashed', 'The engine ended without a word.')
    })
    await panel.get('button').trigger('click')
    for (let i = 0; i < 6; i++) await settled()
    expect(panel.get('[role="alert"]').text()).toContain('The engine ended without a word.')
    await panel.get('[role="alert"] button').trigger('click')
    for (let i = 0; i < 4; i++) await settled()
    expect(host.calls.filter((path) => path === 'trainingSaw.nearest').length).toBe(2)
  })
})

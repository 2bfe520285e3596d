import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { parseMethod, type LinearModel } from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import LinearFigureView from '../../../src-renderer/views/LinearFigureView.vue'
import { aDataset, aRun, catalog } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled } from '../support/with-stores.ts'

/** Of images of one pixel: above 0.5 it is a seven. */
const model: LinearModel = {
  ...{ checkpoint: 3, epoch: 20, dataset: 'digits', shape: [1, 1, 1], bias: -1, n: 200 },
  weights: new Uint8Array(Float32Array.of(2).buffer),
  errors: Array.from({ length: 101 }, (_, i) => ({ epsilon: i / 200, unclipped: 2 * i, clipped: i, undecided: 0 })),
  evaluated: [
    { epsilon: 0, clip: false, wrong: 3, n: 200 },
    { epsilon: 0.25, clip: false, wrong: 100, n: 200 },
  ],
}
const logistic = aRun({ id: 'linear', name: 'plain', state: 'done', dataset: 'digits' })
const digits = aDataset({
  ...{ id: 'digits', title: 'MNIST: 3, 7' },
  classes: [
    { id: '3', name: '3' },
    { id: '7', name: '7' },
  ],
})

async function open(
  path: string,
  runs = [{ ...logistic, config: { ...logistic.config, architecture: parseMethod('logistic-regression') } }],
) {
  const host = scriptedHost({
    'runs.list': runs,
    'evaluations.list': [],
    'experiments.list': [],
    'experiments.presets': [],
    'datasets.list': [digits],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'system.preferences': {},
    'linearModels.read': model,
  })
  host.answer('datasets.browse', (input) => {
    const images = (input as { class: number }).class === 1 ? [4, 6] : [1]
    return { total: images.length, images }
  })
  // Sevens of 0.7 and 1, a three of 0.4.
  host.answer('datasets.images', () => ({
    ...{ shape: [1, 1, 1], pixels: Uint8Array.of(178, 255, 102), labels: [1, 1, 0], names: ['', '', ''] },
    boxes: [null, null, null],
  }))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['linear-figure', 'maxout-figure', 'datasets', 'new-run'].map((name) => ({
      ...{ path: `/${name}`, name },
      component: name === 'linear-figure' ? LinearFigureView : { render: () => null },
    })),
  })
  await router.push(path)
  const wrapper = mount(LinearFigureView, {
    global: { plugins: [createPinia(), router], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  host.connect('connected')
  for (let i = 0; i < 12; i++) await settled()
  const wrongIn = (at: number): string[] =>
    wrapper
      .findAll('figure .tiles')
      .at(at)
      ?.findAll('li.wrong')
      .map((tile) => tile.attributes('title') ?? '') ?? []
  const fact = (name: string): string => wrapper.find(`[data-fact=${name}]`).text()
  return { wrapper, wrongIn, fact }
}

describe('the figure of a linear model', () => {
  it('frames what is wrong clean and under the paper’s epsilon, and says both errors beside the paper’s', async () => {
    const { wrapper, wrongIn, fact } = await open('/linear-figure')
    expect(wrongIn(0)).toEqual([])
    // 0.7 − 0.25 and 0.4 + 0.25 lie on the wrong side.
    expect(wrongIn(1)).toEqual(['Image 4, 7, taken for 3', 'Image 1, 3, taken for 7'])
    expect(fact('worst')).toMatch(/ε = 0\.25.*50\.0.%.*99.%/)
    expect(fact('measured')).toMatch(/50\.0/)
    expect(wrapper.text()).toContain('2 of these 3 wrong')
  })

  it('follows the address: another epsilon, within the range, and says what was not evaluated', async () => {
    const { wrongIn, fact } = await open('/linear-figure?epsilon=0.15&clip=1')
    expect(wrongIn(1)).toEqual(['Image 1, 3, taken for 7'])
    expect(fact('worst')).toMatch(/ε = 0\.15.*15\.0/)
    expect(fact('worst')).not.toMatch(/99\.0/)
    expect(fact('measured')).toContain('not evaluated at this ε')
  })

  it('says how to get a run where there is none', async () => {
    const { wrapper } = await open('/linear-figure', [logistic])
    expect(wrapper.text()).toContain('no logistic regression of two classes yet')
    expect(wrapper.text()).toContain('adversarium reproduce goodfellow-logistic')
  })
})

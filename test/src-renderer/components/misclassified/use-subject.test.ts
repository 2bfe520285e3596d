import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { parseMethod, type Dataset } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { useSubject, type SubjectPicking } from '../../../../src-renderer/components/misclassified/use-subject.ts'
import { aRun, anEvaluation, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const dataset = (id: string): Dataset => ({
  id,
  kind: 'shapes',
  title: id,
  source: null,
  fingerprint: '',
  params: {},
  classes: [],
  shape: [1, 1, 1],
  counts: { train: 0, validation: 9 },
  skipped: 0,
  bytes: 0,
  createdAt: 0,
})
const fgsm = parseMethod('fgsm:epsilon=2/255')

/** Four evaluated runs of four experiments: two alike, one of another dataset, one under an attack only. */
async function pickerAt(path: string): Promise<{ pick: SubjectPicking; router: Router }> {
  const runs = [
    aRun({ id: 'own', experimentId: 'a', dataset: 'shapes' }),
    aRun({ id: 'elsewhere', experimentId: 'b', dataset: 'digits' }),
    aRun({ id: 'attacked', experimentId: 'c', dataset: 'shapes' }),
    aRun({ id: 'alike', experimentId: 'd', dataset: 'shapes' }),
  ]
  const host = scriptedHost({
    'runs.list': runs,
    'evaluations.list': [
      anEvaluation({ id: '1', run: 'own' }),
      anEvaluation({ id: '2', run: 'elsewhere' }),
      anEvaluation({ id: '3', run: 'attacked', condition: fgsm }),
      anEvaluation({ id: '4', run: 'alike' }),
      anEvaluation({ id: '5', run: 'own', split: 'train' }),
    ],
    'datasets.list': [dataset('shapes'), dataset('digits')],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  })
  await router.push(path)
  let pick: SubjectPicking | undefined
  createApp({
    setup() {
      pick = useSubject()
      return () => null
    },
  })
    .provide(apiKey, createApi(host.transport))
    .use(createPinia())
    .use(router)
    .mount(document.createElement('div'))
  host.connect('connected')
  for (let i = 0; i < 4; i++) await settled()
  return { pick: pick as SubjectPicking, router }
}

describe('what an evaluation is held against', () => {
  it('is a run of another experiment where its own has none, of the same images under the same condition', async () => {
    const { pick } = await pickerAt('/?evaluation=1')
    expect(pick.rivals.value.map(({ id }) => id)).toEqual(['alike'])
    expect(pick.subject.value?.against?.evaluation.id).toBe('4')
  })

  it('is nothing where nothing is comparable, or where that was chosen', async () => {
    const { pick } = await pickerAt('/?evaluation=5')
    expect(pick.subject.value?.against).toBe(null)
    const { pick: other, router } = await pickerAt('/?evaluation=1')
    other.pickAgainst(null)
    for (let i = 0; i < 4; i++) await settled()
    expect(router.currentRoute.value.query['against']).toBe('none')
    expect(other.subject.value?.against).toBe(null)
  })
})

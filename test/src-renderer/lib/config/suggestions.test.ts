import { describe, expect, it, vi } from 'vitest'
import type { Preset } from '../../../../src-main/contract/index.ts'
import { valueAt } from '../../../../src-renderer/lib/config/paths.ts'
import { useDraft } from '../../../../src-renderer/stores/draft.ts'
import { catalog } from '../../support/samples.ts'
import { withStores } from '../../support/with-stores.ts'

const preset: Preset = {
  id: 'own',
  isShipped: false,
  title: 'Own',
  summary: '',
  config: {
    name: 'own',
    base: { dataset: { id: 'shapes' }, architecture: 'mobilenet-v2', optimizer: 'sgd:learningRate=0.05,momentum=0' },
    runs: [{ batchSize: 48 }],
  },
} as unknown as Preset

async function draft() {
  const { host } = withStores({
    'system.info': { engines: [] },
    'system.catalog': catalog,
    'system.preferences': {},
    'system.setPreference': null,
    'system.queue': [],
    'datasets.list': [],
    'experiments.list': [],
    'experiments.presets': [preset],
    'experiments.check': [],
  })
  const store = useDraft()
  host.connect('connected')
  await vi.waitFor(() => expect(store.draft).not.toBeNull())
  const paths = ['optimizer.params.learningRate', 'optimizer.params.momentum', 'batchSize']
  return {
    store,
    choose: (registry: 'architectures' | 'optimizers', id: string) =>
      store.choose(
        registry === 'architectures' ? 'architecture' : 'optimizer',
        catalog[registry].find((entry) => entry.id === id) ?? null,
      ),
    values: () => paths.map((path) => valueAt(store.draft?.settings, path)),
  }
}

describe('suggestions of an architecture', () => {
  it('come when it is chosen, and go when one is back where the draft comes from', async () => {
    const { choose, values } = await draft()
    expect(values()).toEqual([0.05, 0, 48])
    choose('architectures', 'densenet')
    expect(values()).toEqual([0.0125, 0.9, 32])
    choose('architectures', 'wide-resnet')
    expect(values()).toEqual([0.025, 0.9, 32])
    choose('architectures', 'mobilenet-v2')
    expect(values()).toEqual([0.05, 0, 48])
  })

  it('leave what a person has set, one value or several', async () => {
    const { store, choose, values } = await draft()
    store.set('batchSize', 20)
    store.sweep('optimizer.params.learningRate', [0.05, 0.1])
    choose('architectures', 'resnet')
    expect(values()).toEqual([0.05, 0.9, 20])
    expect(store.draft?.sweeps).toEqual({ 'optimizer.params.learningRate': [0.05, 0.1] })
  })

  it('are a rate for the optimizer that they name, not for another', async () => {
    const { choose, values } = await draft()
    choose('optimizers', 'adam')
    choose('architectures', 'densenet')
    expect(values()).toEqual([0.001, undefined, 32])
    choose('optimizers', 'sgd')
    expect(values()).toEqual([0.0125, 0.9, 32])
  })
})

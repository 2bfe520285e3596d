import { describe, expect, it, vi } from 'vitest'
import type { Preset } from '../../../src-main/contract/index.ts'
import { useDraft } from '../../../src-renderer/stores/draft.ts'
import sample from '../../../resources/presets/sample.json'
import { catalog } from '../support/samples.ts'
import { withStores } from '../support/with-stores.ts'

const preset = { id: 'sample', isShipped: true, ...sample } as unknown as Preset

function stores(more: Readonly<Record<string, unknown>> = {}) {
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
    ...more,
  })
  return { host, store: useDraft() }
}
const until = (isReached: () => boolean) => vi.waitFor(() => expect(isReached()).toBe(true), { timeout: 5000 })

describe('draft store', () => {
  it('starts from a preset, counts changes and asks the host to check what would be launched', async () => {
    const { host, store } = stores()
    const checked: unknown[] = []
    host.answer('experiments.check', (input) => {
      checked.push(input)
      return []
    })
    host.connect('connected')
    await until(() => store.problems !== null)
    expect(store.origin).toMatchObject({ preset: 'sample', title: preset.title })
    store.set('epochs', 3)
    expect([...store.changed]).toEqual(['epochs'])
    await until(() => checked.length === 2)
    expect(checked[1]).toMatchObject({ config: { base: { epochs: 3 }, runs: [{}, {}] } })
  })

  it('keeps the draft for the next start', async () => {
    const kept: Record<string, unknown> = {}
    const first = stores()
    first.host.answer('system.setPreference', (input) => {
      const { key, value } = input as { key: string; value: unknown }
      kept[key] = JSON.parse(JSON.stringify(value))
      return null
    })
    first.host.connect('connected')
    await until(() => first.store.draft !== null)
    first.store.set('epochs', 7)
    first.store.sweep('batchSize', [16, 64])
    await until(() => Object.keys(kept).length > 0)

    const second = stores({ 'system.preferences': kept })
    second.host.connect('connected')
    await until(() => second.store.draft !== null)
    expect(second.store.draft).toEqual(first.store.draft)
    expect([...second.store.changed].toSorted()).toEqual(['batchSize', 'epochs'])
  })

  it('forgets a draft that it cannot read', async () => {
    const { host, store } = stores({ 'system.preferences': { 'new-run.draft': { draft: 3 } } })
    host.connect('connected')
    await until(() => store.draft !== null)
    expect(store.origin?.preset).toBe('sample')
  })

  it('shows the answer to the newest check only', async () => {
    const { host, store } = stores()
    const waiting: ((found: unknown) => void)[] = []
    host.answer('experiments.check', () => new Promise((settle) => waiting.push(settle)))
    host.connect('connected')
    await until(() => waiting.length === 1)
    store.set('epochs', 0)
    await until(() => waiting.length === 2)
    const problem = { severity: 'error', message: 'newest', hint: null, path: 'epochs', fix: null }
    waiting[1]?.([problem])
    await until(() => store.problems !== null)
    waiting[0]?.([])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(store.problems).toEqual([problem])
  })

  it('mends what a problem names: a value, a method as text, a setting that is none', async () => {
    const { host, store } = stores()
    host.connect('connected')
    await until(() => store.draft !== null)
    store.mend({ path: 'monitor.attack', value: 'pgd:epsilon=2/255' })
    expect(store.draft?.settings['monitor']).toMatchObject({
      attack: { id: 'pgd', params: { epsilon: 2 / 255, steps: 10 } },
    })
    store.set('epoch', 3)
    store.mend({ path: 'epoch', value: undefined })
    expect(store.draft?.settings).not.toHaveProperty('epoch')
  })

  it('puts an augmentation where its row stands, and takes it out', async () => {
    const { host, store } = stores()
    host.connect('connected')
    await until(() => store.draft !== null)
    const [crop, flip] = catalog.augmentations
    if (!crop || !flip) throw new Error('The catalog has too few augmentations.')
    store.set('augmentations', [{ id: flip.id, params: {} }])
    store.setMember('augmentations', crop, -1, true)
    const ids = () => (store.draft?.settings['augmentations'] as { id: string }[]).map(({ id }) => id)
    expect(ids()).toEqual([crop.id, flip.id])
    store.setMember('augmentations', crop, 0, false)
    expect(ids()).toEqual([flip.id])
  })

  it('drops a sweep when its setting gets one value or its method is exchanged', async () => {
    const { host, store } = stores()
    host.connect('connected')
    await until(() => store.draft !== null)
    store.sweep('optimizer.params.learningRate', [0.1, 0.2])
    expect(store.runs).toHaveLength(4)
    const other = catalog.optimizers.at(-1)
    if (other) store.choose('optimizer', other)
    expect(store.draft?.sweeps).toEqual({})
    expect(store.runs).toHaveLength(2)
  })
})

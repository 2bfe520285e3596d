import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import { AppError, type MethodChoice, type Preset } from '../../../../src-main/contract/index.ts'
import { summarizeArchitecture } from '../../../../src-main/host/services/architectures.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import ArchitectureRow from '../../../../src-renderer/components/new-run/ArchitectureRow.vue'
import { useDraft } from '../../../../src-renderer/stores/draft.ts'
import sample from '../../../../resources/presets/sample.json'
import { catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

async function row() {
  const host = scriptedHost({
    'system.info': { engines: [] },
    'system.catalog': catalog,
    'system.preferences': {},
    'system.setPreference': null,
    'system.queue': [],
    'datasets.list': [],
    'experiments.list': [],
    'experiments.presets': [{ id: 'sample', isShipped: true, ...sample } as unknown as Preset],
    'experiments.check': [],
  })
  host.answer('architectures.summarize', (input) =>
    summarizeArchitecture((input as { architecture: MethodChoice }).architecture, { shape: [64, 64, 3], classes: 20 }),
  )
  const pinia = createPinia()
  setActivePinia(pinia)
  const global = { plugins: [pinia], provide: { [apiKey as symbol]: createApi(host.transport) } }
  const opened = mount({ setup: () => ({ store: useDraft() }), render: () => null }, { global })
  const { store } = opened.vm as unknown as { store: ReturnType<typeof useDraft> }
  host.connect('connected')
  await vi.waitFor(() => expect(store.draft).not.toBeNull())
  const field = store.fields.find(({ path }) => path === 'architecture')
  if (!field) throw new Error('The form has no architecture.')
  const mounted = mount(ArchitectureRow, { props: { field }, global, attachTo: document.body })
  await flushPromises()
  return { host, store, mounted }
}
const entryOf = (id: string) => catalog.architectures.find((entry) => entry.id === id) ?? null

describe('the architecture of a new run', () => {
  it('says its size and what it suggests, and follows the choice', async () => {
    const { store, mounted } = await row()
    expect(mounted.text()).toContain('25 k parameters')
    expect(mounted.text()).toContain('Suggests SGD with momentum at 0.02, batch 32.')
    store.choose('architecture', entryOf('mobilenet-v2'))
    await vi.waitFor(() => expect(mounted.text()).toContain('2.3 M parameters'))
    mounted.unmount()
  })

  it('opens a summary by blocks and by layers', async () => {
    const { store, mounted } = await row()
    store.choose('architecture', entryOf('mobilenet-v2'))
    await vi.waitFor(() => expect(mounted.text()).toContain('2.3 M parameters'))
    const button = mounted.findAll('button').find((candidate) => candidate.text() === 'Summary')
    await button?.trigger('click')
    await flushPromises()
    const dialog = document.querySelector('[role="dialog"]')
    expect(dialog?.textContent).toContain('2,283,604')
    expect(dialog?.textContent).toContain('491 px, stride 32')
    const names = () => [...(dialog?.querySelectorAll('tbody th') ?? [])].map((cell) => cell.textContent)
    expect(names().slice(0, 3)).toEqual(['stem', 'expanded_conv', 'block_1'])
    const layers = [...(dialog?.querySelectorAll('button') ?? [])].find(
      ({ textContent }) => textContent?.trim() === 'Layers',
    )
    layers?.click()
    await flushPromises()
    expect(names()).toContain('block_16_project_BN')
    expect(dialog?.textContent).toContain('depthwise convolution 3×3 / 2')
    mounted.unmount()
  })

  it('shows no size where the network cannot be built', async () => {
    const { host, store, mounted } = await row()
    host.answer('architectures.summarize', () => {
      throw new AppError('not-found', 'No dataset of the kind "idx" is imported.')
    })
    store.choose('architecture', entryOf('resnet'))
    await vi.waitFor(() => expect(mounted.text()).not.toContain('parameters'))
    mounted.unmount()
  })
})

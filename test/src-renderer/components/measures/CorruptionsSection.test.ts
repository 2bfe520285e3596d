import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { expect, it, vi } from 'vitest'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import CorruptionsSection from '../../../../src-renderer/components/measures/CorruptionsSection.vue'
import { anEvaluation } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

it('asks for corruptions made here or for published ones, and says what would bring each', async () => {
  class Observer {
    constructor(told: (entries: { isIntersecting: boolean }[]) => void) {
      queueMicrotask(() => told([{ isIntersecting: true }]))
    }
    observe = (): void => undefined
    disconnect = (): void => undefined
  }
  vi.stubGlobal('IntersectionObserver', Observer)
  const sources: string[] = []
  const host = scriptedHost()
  host.answer('measures.corruptions', (input) => {
    sources.push((input as { source: string }).source)
    return []
  })
  const section = mount(CorruptionsSection, {
    props: { ids: ['base'], evaluations: [anEvaluation()], baseline: '', candidates: [], colorOf: () => 0 },
    global: {
      plugins: [createPinia()],
      provide: { [apiKey]: createApi(host.transport) },
      stubs: { TimeChart: true, RouterLink: true },
    },
  })
  await flushPromises()
  expect(section.text()).toContain('Evaluate a corruption at severities 1 to 5')
  await section.get('select[aria-label="Corrupted images"]').setValue('published')
  await flushPromises()
  expect(section.text()).toContain('Attach the folder of Tiny-ImageNet-C')
  expect(sources).toEqual(['made', 'published'])
})

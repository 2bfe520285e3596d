import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

/** A part of the comparison, at an address, over a host that answers these calls and notes what it was asked. */
export async function openSection(
  section: Component,
  props: Record<string, unknown>,
  path: string,
  answers: Readonly<Record<string, (input: never) => unknown>>,
) {
  const asked: (readonly [string, Record<string, unknown>])[] = []
  const host = scriptedHost({
    'datasets.list': [],
    'system.catalog': catalog,
    'system.info': { version: '', workspace: '', node: '', engines: [], queued: 0 },
    'system.queue': [],
    'tasks.cancel': null,
  })
  for (const [call, answer] of Object.entries(answers)) {
    host.answer(call, (input) => {
      asked.push([call, input as Record<string, unknown>])
      return answer(input as never)
    })
  }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', name: 'compare', component: section }],
  })
  await router.push(path)
  const part = mount(section, {
    props,
    global: { plugins: [router, createPinia()], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await settled()
  }
  host.connect('connected')
  await rest()
  return { part, asked, router, rest }
}

import { createPinia, setActivePinia } from 'pinia'
import { createApp, type App } from 'vue'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import { scriptedHost, type ScriptedHost } from './scripted-host.ts'

/** An application with stores over a scripted host; nothing is mounted. */
export function withStores(replies: Readonly<Record<string, unknown>> = {}): { host: ScriptedHost; app: App } {
  const host = scriptedHost(replies)
  const app = createApp({ render: () => null })
  const pinia = createPinia()
  app.provide(apiKey, createApi(host.transport)).use(pinia)
  setActivePinia(pinia)
  return { host, app }
}

/** Lets all promises that are under way settle. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, expect, it } from 'vitest'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import EvaluateDialog from '../../../../src-renderer/components/run/EvaluateDialog.vue'
import { useSystem } from '../../../../src-renderer/stores/system.ts'
import { aRun, catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

afterEach(() => document.body.replaceChildren())

it('evaluates all images unless a number of them is asked for', async () => {
  const host = scriptedHost()
  const launched: unknown[] = []
  host.answer('evaluations.launch', (input) => {
    launched.push(input)
    return []
  })
  const pinia = createPinia()
  const dialog = mount(EvaluateDialog, {
    props: { open: false, runs: [aRun()] },
    global: { plugins: [pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  setActivePinia(pinia)
  useSystem().catalog = catalog
  const submitWith = async (images: string): Promise<void> => {
    await dialog.setProps({ open: true })
    await settled()
    const field = document.querySelector<HTMLInputElement>('input[type="number"]')
    if (!field) throw new Error('There is no field for the number of images.')
    field.value = images
    field.dispatchEvent(new Event('input'))
    document.querySelector<HTMLInputElement>('.condition input')?.click()
    await settled()
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await settled()
    await dialog.setProps({ open: false })
    await settled()
  }
  await submitWith('')
  await submitWith('500')
  expect(launched).toMatchObject([
    { run: 'base', conditions: [{ id: 'clean' }], images: null },
    { run: 'base', conditions: [{ id: 'clean' }], images: 500 },
  ])
})

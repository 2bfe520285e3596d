import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import LayerPicker from '../../../../src-renderer/components/misclassified/LayerPicker.vue'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { useSystem } from '../../../../src-renderer/stores/system.ts'
import { catalog } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

async function open() {
  const pinia = createPinia()
  const host = scriptedHost({ 'system.catalog': catalog })
  const picker = mount(LayerPicker, {
    props: { layers: [{ id: 'gradient', params: {} }] },
    global: { plugins: [pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
    attachTo: document.body,
  })
  useSystem(pinia).catalog = catalog
  await picker.get('button').trigger('click')
  await settled()
  const popover = document.body.querySelector('[aria-label="Layers"]') as HTMLElement
  const choose = async (id: string): Promise<void> => {
    const select = popover.querySelector('select') as HTMLSelectElement
    select.value = id
    select.dispatchEvent(new Event('change'))
    await settled()
  }
  return { picker, popover, choose }
}

describe('the picker of layers', () => {
  afterEach(() => {
    document.body.replaceChildren()
  })

  it('offers every method, by groups', async () => {
    const { popover } = await open()
    const groups = [...popover.querySelectorAll('optgroup')].map(({ label }) => label)
    expect(groups).toEqual(['Gradients', 'Class activation', 'Perturbation'])
    expect(popover.querySelector('select')?.options).toHaveLength(catalog.saliency.length)
  })

  it('warns of methods that fail sanity checks', async () => {
    const { popover, choose } = await open()
    expect(popover.textContent).not.toContain('Fails sanity checks')
    await choose('guided-backpropagation')
    expect(popover.textContent).toContain('Fails sanity checks')
  })

  it('takes the name of a layer, and adds what was chosen', async () => {
    const { picker, popover, choose } = await open()
    await choose('grad-cam')
    const input = popover.querySelector('input[type="text"][placeholder="automatic"]') as HTMLInputElement
    input.value = 'block_12_add'
    input.dispatchEvent(new Event('change'))
    await settled()
    ;(popover.querySelector('button.primary') as HTMLButtonElement).click()
    expect(picker.emitted('layers')?.[0]?.[0]).toContainEqual({ id: 'grad-cam', params: { layer: 'block_12_add' } })
  })
})

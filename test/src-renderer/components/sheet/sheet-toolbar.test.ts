import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SheetToolbar from '../../../../src-renderer/components/sheet/SheetToolbar.vue'

it('explains a class, and one less another', async () => {
  const view = mount(SheetToolbar, {
    props: {
      ...{ target: 'predicted', names: ['oboe', 'broom', 'syringe'], methods: [], colors: 'signed', colorMaps: [] },
      ...{ opacity: 1, rival: null, isBeside: false },
    },
    global: { stubs: { LayerPicker: true, MapLook: true } },
  })
  const against = () => view.find('[aria-label="Less the logit of"]')
  const last = () => view.emitted('target')?.at(-1)?.[0]
  expect(against().exists()).toBe(false)
  await view.get('#sheet-target').setValue('1')
  expect(last()).toEqual({ class: 1 })
  await view.setProps({ target: { class: 1 } })
  await against().setValue('2')
  expect(last()).toEqual({ class: 1, against: 2 })
  await view.setProps({ target: { class: 1, against: 2 } })
  expect((view.get('#sheet-target').element as HTMLSelectElement).value).toBe('1')
  await view.get('#sheet-target').setValue('0')
  expect(last()).toEqual({ class: 0, against: 2 })
  await view.get('#sheet-target').setValue('2')
  expect(last()).toEqual({ class: 2 })
  await against().setValue('')
  expect(last()).toEqual({ class: 1 })
})

import { mount, RouterLinkStub } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { parseColorMap } from '../../../../src-renderer/colormaps/color-map.ts'
import ImageCanvas from '../../../../src-renderer/components/images/ImageCanvas.vue'
import SheetCell from '../../../../src-renderer/components/sheet/SheetCell.vue'
import SheetRow from '../../../../src-renderer/components/sheet/SheetRow.vue'
import { scriptedHost } from '../../support/scripted-host.ts'

const picture = (value: number) => ({ height: 1, width: 1, channels: 1, values: Float32Array.of(value) })
const side = { isClean: false, predicted: 1, maps: undefined, failure: undefined, isRunning: true, failures: [] }
const [clean, seen, seenByOther] = [picture(0), picture(0.5), picture(1)]
const row = {
  ...{ image: 3, truth: 0, predicted: 1, confidence: 0.9, loss: 1, margin: 0.1 },
  ...{ top5: [], score: undefined, other: undefined },
}

const rowOf = (...sides: object[]) => {
  return mount(SheetRow, {
    props: {
      ...{ row, clean, sides, methods: [{ id: 'gradient', params: {} }], target: 'predicted', names: ['oboe', 'sock'] },
      ...{ colors: parseColorMap('signed', "'x', #000000, #ffffff"), opacity: 1, width: 1, height: 1, scale: 1 },
      ...{ mapWidth: 128, to: '/' },
    } as never,
    global: {
      plugins: [createPinia()],
      provide: { [apiKey as symbol]: createApi(scriptedHost().transport) },
      stubs: { RouterLink: RouterLinkStub },
    },
  })
}

it('shows the image as it was seen, and below each map what its own evaluation saw', () => {
  const wrapper = rowOf({ ...side, seen }, { ...side, seen: seenByOther })
  expect(wrapper.findComponent(ImageCanvas).props('image')).toEqual(seen)
  expect(wrapper.findAllComponents(SheetCell).map((cell) => cell.props('below'))).toEqual([seen, seenByOther])
  expect(wrapper.text()).toContain('As it was seen')
  expect(rowOf({ ...side, isClean: true, seen: clean }).text()).not.toMatch(/As it was seen|The clean picture/)
})

it('says that a picture is clean where it is not there as it was seen', () => {
  const wrapper = rowOf({ ...side, seen: null })
  expect(wrapper.findComponent(ImageCanvas).props('image')).toEqual(clean)
  expect(wrapper.findComponent(SheetCell).props('below')).toBeNull()
  expect(wrapper.text()).toContain('The clean picture')
})

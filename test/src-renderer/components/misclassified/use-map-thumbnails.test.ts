import { mount } from '@vue/test-utils'
import { computed, defineComponent, h, onMounted, useTemplateRef } from 'vue'
import { expect, it } from 'vitest'
import {
  useMapThumbnails,
  type MapThumbnails,
} from '../../../../src-renderer/components/misclassified/use-map-thumbnails.ts'
import { settled, withStores } from '../../support/with-stores.ts'

const method = { id: 'gradient', params: {} }

it('says why an image has no map, and asks again when it was evaluated anew', async () => {
  const { host, app } = withStores()
  const error = { code: 'not-a-number', message: 'Its logits are not numbers.' }
  const map = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null, scores: null }
  let failures = [{ image: 8, method: null, error }]
  host.answer('sheets.compute', () => ({ images: 2, computed: 1, failures }))
  host.answer('sheets.maps', (input) =>
    (input as { images: number[] }).images.map((image) => [failures.some((it) => it.image === image) ? null : map]),
  )
  const made: MapThumbnails[] = []
  mount(
    defineComponent(() => {
      const root = useTemplateRef<HTMLElement>('root')
      onMounted(() => root.value?.style.setProperty('--map-signed', "'Signed', #000000, #ffffff"))
      made.push(useMapThumbnails({ evaluation: computed(() => '7'), methods: computed(() => [method]), root }))
      return () => h('div', { ref: 'root' })
    }),
    {
      global: {
        plugins: [{ install: (target) => void Object.assign(target._context.provides, app._context.provides) }],
      },
    },
  )
  const [made0] = made
  if (made0) made0.shownMap.value = 'gradient'
  await settled()
  made0?.maps.value?.want([7, 8])
  await settled()
  expect(made0?.maps.value?.get(7)).toBeDefined()
  expect(made0?.maps.value?.get(8)).toBeUndefined()
  expect(made0?.maps.value?.failure(8)?.message).toBe(error.message)
  failures = []
  host.announce('evaluations.changed', { id: '7' })
  await settled()
  expect(made0?.maps.value?.failure(8)).toBeUndefined()
  expect(made0?.maps.value?.get(8)).toBeDefined()
})

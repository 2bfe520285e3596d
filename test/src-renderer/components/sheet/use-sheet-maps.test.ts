import { mount } from '@vue/test-utils'
import { defineComponent, h, shallowRef } from 'vue'
import { expect, it } from 'vitest'
import { AppError } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { useSheetMaps } from '../../../../src-renderer/components/sheet/use-sheet-maps.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

it('fetches anew at the end of a job what was missing before it', async () => {
  const host = scriptedHost()
  let isThere = false
  const map = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null, scores: null }
  host.answer('sheets.maps', (input) => (input as { images: number[] }).images.map(() => [isThere ? map : null]))
  const isRunning = shallowRef(false)
  const shown = shallowRef({ evaluation: '1', methods: [{ id: 'gradient', params: {} }], target: 'predicted' as const })
  const made: ReturnType<typeof useSheetMaps>[] = []
  mount(
    defineComponent(() => {
      made.push(useSheetMaps(shown, { isRunning, progress: shallowRef(0) }))
      return () => h('div')
    }),
    { global: { provide: { [apiKey as symbol]: createApi(host.transport) } } },
  )
  const get = () => made[0]?.value.get(7)
  made[0]?.value.want([7])
  await settled()
  expect(get()).toEqual([null])
  isRunning.value = true
  await settled()
  isThere = true
  isRunning.value = false
  await settled()
  await settled()
  expect(get()).toMatchObject([{ height: 1, width: 1 }])
})

it('says at once why maps could not be fetched, and asks again when the host is back', async () => {
  const host = scriptedHost()
  host.connect('connected')
  let isThere = false
  const map = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null, scores: null }
  host.answer('sheets.maps', () => {
    if (isThere) return [[map]]
    throw new AppError('internal', 'The host does not answer.')
  })
  const shown = shallowRef({ evaluation: '1', methods: [{ id: 'gradient', params: {} }], target: 'predicted' as const })
  const made: ReturnType<typeof useSheetMaps>[] = []
  mount(
    defineComponent(() => {
      made.push(useSheetMaps(shown, { isRunning: shallowRef(true), progress: shallowRef(0) }))
      return () => h('div')
    }),
    { global: { provide: { [apiKey as symbol]: createApi(host.transport) } } },
  )
  made[0]?.value.want([7])
  await settled()
  expect(made[0]?.value.failure(7)?.message).toBe('The host does not answer.')
  isThere = true
  host.connect('connecting')
  await settled()
  host.connect('connected')
  await settled()
  expect(made[0]?.value.get(7)).toMatchObject([{ height: 1 }])
})

it('shows what is there of an image while more is computed', async () => {
  const host = scriptedHost()
  const map = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null, scores: null }
  let answer: (object | null)[] = [map, null]
  host.answer('sheets.maps', () => [answer])
  const progress = shallowRef(0)
  const methods = [
    { id: 'gradient', params: {} },
    { id: 'grad-cam', params: {} },
  ]
  const shown = shallowRef({ evaluation: '1', methods, target: 'predicted' as const })
  const made: ReturnType<typeof useSheetMaps>[] = []
  mount(
    defineComponent(() => {
      made.push(useSheetMaps(shown, { isRunning: shallowRef(true), progress }))
      return () => h('div')
    }),
    { global: { provide: { [apiKey as symbol]: createApi(host.transport) } } },
  )
  made[0]?.value.want([7])
  await settled()
  expect(made[0]?.value.get(7)).toMatchObject([{ height: 1 }, null])
  answer = [map, map]
  progress.value = 1
  await settled()
  await settled()
  expect(made[0]?.value.get(7)).toMatchObject([{ height: 1 }, { height: 1 }])
})

it('keeps finished rows in sight at every step, and asks for no map of them again before the end', async () => {
  const host = scriptedHost()
  const map = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null, scores: null }
  const methods = ['gradient', 'grad-cam'].map((id) => ({ id, params: {} }))
  // Of each method the images that have its map.
  let done: Readonly<Record<string, readonly number[]>> = { gradient: [7, 8], 'grad-cam': [7] }
  const asked: { readonly images: number[]; readonly methods: string[] }[] = []
  host.answer('sheets.maps', (input) => {
    const wish = input as { images: number[]; methods: { id: string }[] }
    const ids = wish.methods.map(({ id }) => id)
    asked.push({ images: wish.images, methods: ids })
    return wish.images.map((image) => ids.map((id) => (done[id]?.includes(image) ? map : null)))
  })
  const [isRunning, progress] = [shallowRef(true), shallowRef(0)]
  const shown = shallowRef({ evaluation: '1', methods, target: 'predicted' as const })
  const made: ReturnType<typeof useSheetMaps>[] = []
  mount(
    defineComponent(() => {
      made.push(useSheetMaps(shown, { isRunning, progress }))
      return () => h('div')
    }),
    { global: { provide: { [apiKey as symbol]: createApi(host.transport) } } },
  )
  const there = (image: number) => made[0]?.value.get(image)?.map((it) => it !== null)
  made[0]?.value.want([7, 8])
  await settled()
  expect([there(7), there(8)]).toEqual([
    [true, true],
    [true, false],
  ])
  done = { gradient: [7, 8], 'grad-cam': [7, 8] }
  progress.value = 1
  await settled()
  await settled()
  expect(there(8)).toEqual([true, true])
  expect(asked).toEqual([
    { images: [7, 8], methods: ['gradient', 'grad-cam'] },
    { images: [8], methods: ['grad-cam'] },
  ])
  isRunning.value = false
  expect([there(7), there(8)]).toEqual([
    [true, true],
    [true, true],
  ])
  await settled()
  expect(asked.at(-1)).toEqual({ images: [7, 8], methods: ['gradient', 'grad-cam'] })
})

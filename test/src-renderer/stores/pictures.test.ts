import { describe, expect, it } from 'vitest'
import { createApp, shallowRef } from 'vue'
import { AppError, type GalleryQuery } from '../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../src-renderer/api.ts'
import { mapKey, seenKey, useExplanations, type MapRequest } from '../../../src-renderer/stores/explanations.ts'
import { pageSize, useGallery, type Gallery, type GalleryQuestion } from '../../../src-renderer/stores/gallery.ts'
import { usePixels } from '../../../src-renderer/stores/pixels.ts'
import { anEvaluation } from '../support/samples.ts'
import { scriptedHost } from '../support/scripted-host.ts'
import { settled, withStores } from '../support/with-stores.ts'

describe('gallery', () => {
  function mounted(question: GalleryQuestion) {
    const host = scriptedHost()
    const asked: GalleryQuery[] = []
    host.answer('evaluations.gallery', (input) => {
      const query = input as GalleryQuery
      asked.push(query)
      const rows = Array.from({ length: query.limit }, (_, index) => ({ image: query.offset + index }))
      return { total: 100_000, rows }
    })
    const current = shallowRef<GalleryQuestion | null>(question)
    let gallery: Gallery | undefined
    createApp({
      setup() {
        gallery = useGallery(current)
        return () => null
      },
    })
      .provide(apiKey, createApi(host.transport))
      .mount(document.createElement('div'))
    return { gallery: gallery as Gallery, asked, current, host }
  }

  it('fetches the pages that are looked at and knows the total from any of them', async () => {
    const { gallery, asked } = mounted({ evaluation: '1' })
    await settled()
    expect([gallery.total.value, gallery.row(3)?.image]).toEqual([100_000, 3])
    gallery.want(50_190, 50_210)
    await settled()
    expect(asked.map((query) => query.offset)).toEqual([0, 250 * pageSize, 251 * pageSize])
    expect([gallery.row(50_199)?.image, gallery.row(50_205)?.image, gallery.row(900)]).toEqual([
      50_199,
      50_205,
      undefined,
    ])
  })

  it('knows the total when the first pages are forgotten', async () => {
    const { gallery } = mounted({ evaluation: '1' })
    for (let page = 0; page < 60; page++) {
      gallery.want(page * pageSize, page * pageSize + 10)
      await settled()
    }
    expect(gallery.row(0)).toBe(undefined)
    gallery.want(90_000, 90_010)
    expect(gallery.total.value).toBe(100_000)
  })

  it('shows what it knew where it is renewed, and asks for the pages that are looked at', async () => {
    const { gallery, asked, host } = mounted({ evaluation: '1' })
    await settled()
    gallery.want(1_000, 1_010)
    await settled()
    const answers = Promise.withResolvers<unknown>()
    host.answer('evaluations.gallery', (input) => {
      asked.push(input as GalleryQuery)
      return answers.promise
    })
    gallery.renew()
    await settled()
    expect([gallery.total.value, gallery.row(1_003)?.image]).toEqual([100_000, 1_003])
    expect(asked.at(-1)?.offset).toBe(1_000)
    answers.resolve({ total: 1_005, rows: Array.from({ length: 5 }, () => ({ image: 7 })) })
    await settled()
    expect([gallery.total.value, gallery.row(1_003)?.image]).toEqual([1_005, 7])
  })

  it('begins anew with a new question', async () => {
    const { gallery, asked, current, host } = mounted({ evaluation: '1' })
    await settled()
    host.answer('evaluations.gallery', (input) => {
      asked.push(input as GalleryQuery)
      return { total: 0, rows: [] }
    })
    current.value = { evaluation: '1', truth: [4] }
    await settled()
    expect([gallery.total.value, gallery.row(0), asked.at(-1)?.truth]).toEqual([0, undefined, [4]])
  })
})

describe('pixels', () => {
  it('come in batches, each image by its number', async () => {
    const { host } = withStores()
    const asked: number[][] = []
    host.answer('datasets.images', (input) => {
      const { images } = input as { images: number[] }
      asked.push(images)
      return { shape: [1, 1, 1], pixels: Uint8Array.from(images), labels: [], names: [] }
    })
    const images = usePixels().of({ id: 'shapes', shape: [1, 1, 1] }, 'validation')
    images.want(Array.from({ length: 60 }, (_, index) => index + 100))
    await settled()
    expect(asked.map((batch) => batch.length)).toEqual([48, 12])
    expect([images.get(100)?.values[0], images.get(159)?.values[0]]).toEqual([100, 159])
  })
})

describe('explanations', () => {
  const request: MapRequest = {
    evaluation: '7',
    image: 12,
    input: 'seen',
    method: { id: 'gradient', params: { sign: 'positive' } },
    target: { class: 3 },
  }

  it('asks for a map as it was wanted and reads its floats', async () => {
    const { host } = withStores()
    let asked: unknown
    host.answer('evaluations.explain', (input) => {
      asked = input
      const map = new Uint8Array(Float32Array.of(0, 0.5).buffer)
      return { height: 1, width: 2, map, min: 0, max: 0.5 }
    })
    const { maps } = useExplanations()
    maps.want([mapKey(request)])
    await settled()
    expect(asked).toMatchObject(request)
    expect([...(maps.get(mapKey(request))?.values ?? [])]).toEqual([0, 0.5])
  })

  it('asks anew when its evaluation is another one, and for no other', async () => {
    const { host } = withStores()
    let asked = 0
    host.answer('evaluations.explain', () => {
      const map = new Uint8Array(Float32Array.of(++asked).buffer)
      return { height: 1, width: 1, map, min: asked, max: asked }
    })
    const bytes = new Uint8Array(4)
    host.answer('evaluations.seenImage', () => ({ shape: [1, 1, 1], clean: bytes, seen: bytes }))
    const { maps, perturbed } = useExplanations()
    const [changed, other] = [mapKey(request), mapKey({ ...request, evaluation: '8' })]
    maps.want([changed, other])
    perturbed.want([seenKey('7', 12), seenKey('8', 12)])
    await settled()
    expect([maps.get(changed)?.max, maps.get(other)?.max]).toEqual([1, 2])
    host.answer('evaluations.seenImage', () => Promise.reject(new AppError('conflict', 'It is running.')))
    host.announce('evaluations.changed', anEvaluation({ id: '7', state: 'running' }))
    await settled()
    expect([maps.get(changed)?.max, maps.get(other)?.max]).toEqual([3, 2])
    expect(perturbed.get(seenKey('8', 12))).toBeDefined()
    expect(perturbed.get(seenKey('7', 12))).toBeUndefined()
    expect(perturbed.failure(seenKey('7', 12))?.message).toBe('It is running.')
    host.answer('evaluations.seenImage', () => ({ shape: [1, 1, 1], clean: bytes, seen: bytes }))
    host.announce('evaluations.changed', anEvaluation({ id: '7' }))
    await settled()
    expect(perturbed.failure(seenKey('7', 12))).toBeUndefined()
    expect(perturbed.get(seenKey('7', 12))).toBeDefined()
  })

  it('cancels the task of a map that nobody wants any more', async () => {
    const { host } = withStores()
    const cancelled: unknown[] = []
    let task = ''
    host.answer('evaluations.explain', (input) => {
      task = (input as { task: string }).task
      return new Promise(() => {})
    })
    host.answer('tasks.cancel', (input) => {
      cancelled.push(input)
      return null
    })
    const explanations = useExplanations()
    explanations.maps.want([mapKey(request)])
    await settled()
    expect(explanations.taskOf.get(mapKey(request))).toBe(task)
    explanations.maps.want([])
    await settled()
    expect(cancelled).toEqual([{ task }])
  })
})

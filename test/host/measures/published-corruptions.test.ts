import { expect, it } from 'vitest'
import { imagenetC } from '../../../src-main/core/corruptions/index.ts'
import { publishedCorruptions } from '../../../src-main/core/datasets/corrupted-images.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { measureCorruptions } from '../../../src-main/host/measures/corruptions.ts'
import { resolveCondition } from '../../../src-main/host/services/conditions.ts'
import { insertCheckpoint, insertFinished, insertRun } from '../../support/store-rows.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

it('has an mCE of published images, and one of those made here, of neither of which a part is the other', async () => {
  const store = temporaryStore()
  store.transaction(() => {
    for (const [run, right] of [
      ['base', 20],
      ['robust', 30],
    ] as const) {
      insertRun(store, run)
      const checkpoint = insertCheckpoint(store, { run, kind: 'last', epoch: 3 })
      const insert = (id: string, params: Record<string, string | number>) =>
        insertFinished(store, {
          ...{ run, checkpoint, n: 40, condition: resolveCondition({ id, params }) },
          isRight: (image: number) => image < right,
        })
      for (const severity of [1, 2, 3, 4, 5]) {
        for (const corruption of publishedCorruptions.slice(0, 15)) insert('tiny-imagenet-c', { corruption, severity })
        insert('fog', { severity })
      }
      // Of the sixteenth, no mCE is a mean.
      insert('tiny-imagenet-c', { corruption: 'speckle_noise', severity: 1 })
    }
  })
  const context = { store } as HostContext
  const measure = (source: 'made' | 'published') =>
    measureCorruptions(context, ['robust'], { baseline: 'base', source })
  const [published] = await measure('published')
  expect(published).toMatchObject({ measured: 15, compared: 15 })
  expect(published?.mce?.value).toBeCloseTo(10 / 20, 12)
  expect(published?.types.map(({ id }) => id)).toEqual(imagenetC.map(({ id }) => id))
  const [made] = await measure('made')
  expect(made).toMatchObject({ measured: 1, compared: 1 })
})

it('pairs the types of both sources in their order', () => {
  const words = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  for (const [at, { id }] of imagenetC.entries()) {
    expect(words(publishedCorruptions[at] as string)).toContain(words(id.replace(/-c$/, '')))
  }
})

import { mount } from '@vue/test-utils'
import { shallowReactive, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { GalleryRow } from '../../../../src-main/contract/index.ts'
import ImageGrid from '../../../../src-renderer/components/misclassified/ImageGrid.vue'
import type { Gallery } from '../../../../src-renderer/stores/gallery.ts'
import { aDataset } from '../../support/samples.ts'
import { settled, withStores } from '../../support/with-stores.ts'

/** A grid of 50 images, of which the rows are there that the test puts in; its parent is slower than the keys. */
function open({ selected = null as number | null } = {}) {
  const { app } = withStores()
  const rows = shallowReactive(new Map<number, GalleryRow>())
  const total = shallowRef<number | null>(50)
  const gallery = { total, row: (index: number) => rows.get(index), want: () => undefined } as Partial<Gallery>
  const grid = mount(ImageGrid, {
    props: {
      ...{ gallery, total: 50, dataset: aDataset(), split: 'validation', scale: 1, selected, maps: null },
      ...{ picked: new Set(), linkTo: () => '/' },
    } as never,
    global: {
      plugins: [{ install: (target) => void Object.assign(target._context.provides, app._context.provides) }],
      stubs: { ImageTile: true },
    },
  })
  const press = (key: string) => grid.trigger('keydown', { key })
  const arrive = (index: number) => rows.set(index, { image: 100 + index } as GalleryRow)
  return { grid, press, arrive, total }
}

describe('keys in the grid of images', () => {
  it('pick and open what they selected, though its row comes later', async () => {
    const { grid, press, arrive } = open({ selected: 0 })
    arrive(0)
    await press('End')
    await press(' ')
    await press('Enter')
    await settled()
    expect([grid.emitted('select'), grid.emitted('pick'), grid.emitted('open')]).toEqual([[[49]], undefined, undefined])
    arrive(49)
    await settled()
    expect([grid.emitted('pick'), grid.emitted('open')]).toEqual([[[149]], [[49]]])
  })

  it('move on from where the last key led, before the address follows', async () => {
    const { grid, press, arrive } = open({ selected: 3 })
    for (let index = 0; index < 50; index++) arrive(index)
    await press('ArrowRight')
    await press('ArrowRight')
    await press(' ')
    expect([grid.emitted('select'), grid.emitted('pick')]).toEqual([[[4], [5]], [[105]]])
  })

  it('are forgotten with the question', async () => {
    const { grid, press, arrive, total } = open({ selected: 7 })
    await press(' ')
    total.value = null
    arrive(7)
    await settled()
    expect(grid.emitted('pick')).toBe(undefined)
  })
})

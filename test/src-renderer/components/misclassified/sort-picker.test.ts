import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import SortPicker from '../../../../src-renderer/components/misclassified/SortPicker.vue'
import { noFilter } from '../../../../src-renderer/lib/misclassified/gallery-filter.ts'
import { withStores } from '../../support/with-stores.ts'

const methods = [
  { id: 'gradient', params: { sign: 'signed' } },
  { id: 'grad-cam', params: {} },
]

describe('the order of images', () => {
  let app: ReturnType<typeof withStores>['app']
  beforeEach(() => ({ app } = withStores()))
  const picker = (filter = noFilter, isClean = false) =>
    mount(SortPicker, { props: { filter, methods, isClean }, global: { plugins: [...pluginsOf(app)] } })

  it('is by a score of the maps of the first method, until another one is chosen', async () => {
    const view = picker()
    await view.get('#gallery-sort').setValue('score driftCorrelation')
    const sorted = view.emitted('filter')?.[0]?.[0]
    expect(sorted).toEqual({ ...noFilter, sort: 'score', score: 'driftCorrelation', scoredBy: 'gradient:sign=signed' })
    await view.setProps({ filter: sorted as typeof noFilter })
    await view.get('[aria-label="Method whose maps are scored"]').setValue('grad-cam')
    expect(view.emitted('filter')?.[1]?.[0]).toMatchObject({ score: 'driftCorrelation', scoredBy: 'grad-cam' })
    await view.get('#gallery-sort').setValue('wordnet-distance')
    expect(view.emitted('filter')?.[2]?.[0]).toEqual({ ...noFilter, sort: 'wordnet-distance' })
  })

  it('is by no drift where the images are as they are', () => {
    const offered = (isClean: boolean) =>
      picker(noFilter, isClean)
        .findAll('option')
        .map((option) => option.text())
    expect(offered(true).filter((text) => text.includes('drift'))).toEqual([])
    expect(offered(false)).toContain('drift (rank correlation)')
    expect(offered(true)).toContain('energy in box')
  })
})

/** Stores and api, as the application has them. */
function* pluginsOf(app: ReturnType<typeof withStores>['app']) {
  yield {
    install(target: typeof app): void {
      Object.assign(target._context.provides, app._context.provides)
    },
  }
}

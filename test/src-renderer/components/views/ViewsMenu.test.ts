import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { AppError, type SavedView } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import { useCommands } from '../../../../src-renderer/commands/registry.ts'
import { useUndo } from '../../../../src-renderer/commands/undo.ts'
import MissingRuns from '../../../../src-renderer/components/views/MissingRuns.vue'
import ViewsMenu from '../../../../src-renderer/components/views/ViewsMenu.vue'
import { differs, readViewQuery } from '../../../../src-renderer/lib/views/view-address.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

const view: SavedView = {
  ...{ id: 'v1', name: 'Smoothed', screen: 'compare', createdAt: 1, changedAt: 1, missing: [] },
  query: { runs: 'a,b', smoothing: '0.3' },
}

afterEach(() => document.body.replaceChildren())

async function open(path: string, views: readonly SavedView[] = [view]) {
  const kept = new Map(views.map((it) => [it.id, it]))
  const host = scriptedHost({ 'views.list': views, 'views.remove': null, 'trash.restore': null, 'runs.list': [] })
  host.answer('views.save', (input) => {
    const { id, ...wish } = input as Pick<SavedView, 'id' | 'name' | 'screen' | 'query'>
    if ([...kept.values()].some(({ name, id: other }) => name === wish.name && id !== other)) {
      throw new AppError('conflict', `You have a view "${wish.name}" already.`)
    }
    const saved = { ...view, ...wish, id: id ?? 'v2' }
    kept.set(saved.id, saved)
    return saved
  })
  const routes = [
    ...['runs', 'compare'].map((name) => ({
      path: `/${name}`,
      name,
      component: { template: '' },
      meta: { title: name },
    })),
    { path: '/settings', name: 'settings', component: { template: '' } },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const pinia = createPinia()
  const global = { plugins: [pinia, router], provide: { [apiKey as symbol]: createApi(host.transport) } }
  const menu = mount(
    { components: { MissingRuns, ViewsMenu }, template: '<MissingRuns /><ViewsMenu />' },
    { global, attachTo: document.body },
  )
  host.connect('connected')
  await flushPromises()
  useCommands(pinia).run('views')
  await flushPromises()
  const button = (name: string): HTMLElement | undefined =>
    [...document.body.querySelectorAll<HTMLElement>('button')].find(
      (it) => (it.getAttribute('aria-label') ?? it.textContent?.trim()) === name,
    )
  const press = async (name: string): Promise<void> => {
    button(name)?.click()
    await flushPromises()
  }
  return { host, menu, router, press, button, undo: useUndo(pinia), kept }
}

describe('the menu of views', () => {
  it('keeps what the screen shows, and the address says which view it is', async () => {
    const { router, kept, press } = await open('/runs?filter=state:done&filter=tag:mine&group=none')
    const field = document.body.querySelector<HTMLInputElement>('input.field')
    if (field) field.value = 'Mine'
    field?.dispatchEvent(new Event('input'))
    await nextTick()
    await press('Save')
    expect(kept.get('v2')).toMatchObject({
      ...{ name: 'Mine', screen: 'runs' },
      query: { filter: ['state:done', 'tag:mine'], group: 'none' },
    })
    expect(router.currentRoute.value.query['view']).toBe('v2')
  })

  it('opens a view as it was kept', async () => {
    const { router, press } = await open('/settings')
    await press('Smoothed')
    expect(router.currentRoute.value).toMatchObject({
      name: 'compare',
      query: { runs: 'a,b', smoothing: '0.3', view: 'v1' },
    })
  })

  it('says that the open view was changed, and updates it so that it can be undone', async () => {
    const { kept, press, undo } = await open('/compare?runs=a&view=v1')
    expect(document.body.textContent).toContain('“Smoothed” is not as it was saved.')
    await press('Update')
    expect(kept.get('v1')?.query).toEqual({ runs: 'a' })
    await undo.undo()
    expect(kept.get('v1')?.query).toEqual(view.query)
  })

  it('leaves a view with the screen as it is', async () => {
    const { router, press } = await open('/compare?runs=a,b&smoothing=0.3&view=v1')
    await press('Leave it')
    expect(router.currentRoute.value.query).toEqual({ runs: 'a,b', smoothing: '0.3' })
  })

  it('removes a view, and Undo takes it out of the trash', async () => {
    const { host, press, undo } = await open('/compare')
    await press('Remove Smoothed')
    expect(host.calls).toContain('views.remove')
    await undo.undo()
    expect(host.calls).toContain('trash.restore')
  })

  it('says in words which runs of the open view are gone', async () => {
    const missing = [{ id: 'b', name: 'base', isTrashed: false }]
    const { menu } = await open('/compare?runs=a,b&smoothing=0.3&view=v1', [{ ...view, missing }])
    expect(menu.get('[role="status"]').text()).toContain('"base" was deleted')
  })
})

describe('the address of a view', () => {
  it('is the same whatever the order of its settings, and is not told by its own id', () => {
    expect(readViewQuery({ b: '1', a: ['x', 'y'], view: 'v1', none: null })).toEqual({ a: ['x', 'y'], b: '1' })
    expect(differs({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(false)
    expect(differs({ a: '1' }, { a: '2' })).toBe(true)
  })
})

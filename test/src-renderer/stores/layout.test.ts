import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { usePreferences } from '../../../src-renderer/stores/preferences.ts'
import { useConfirmation } from '../../../src-renderer/stores/confirmation.ts'
import { useLayout } from '../../../src-renderer/stores/layout.ts'
import { useRuns } from '../../../src-renderer/stores/runs.ts'
import { aRun } from '../support/samples.ts'
import { settled, withStores } from '../support/with-stores.ts'

describe('layout', () => {
  it('is what the host kept, its fallback where that does not fit, and is sent when it changes', async () => {
    const kept = { 'runs.width': 300, 'runs.side': 'left' }
    const { host } = withStores({ 'system.preferences': kept, 'system.setPreference': null })
    const layout = useLayout()
    const width = layout.entry('runs.width', z.number(), 200)
    const side = layout.entry('runs.side', z.number(), 1)
    expect(width.value).toBe(200)
    host.connect('connected')
    await settled()
    expect([width.value, side.value]).toEqual([300, 1])

    const sent: unknown[] = []
    host.answer('system.setPreference', (input) => {
      sent.push(input)
      return null
    })
    side.value = 2
    expect([side.value, sent]).toEqual([2, [{ key: 'runs.side', value: 2 }]])
  })

  it('keeps what was changed before the host answered', async () => {
    const { host } = withStores({ 'system.preferences': { a: 1, b: 1 }, 'system.setPreference': null })
    const layout = useLayout()
    layout.set('a', 2)
    host.connect('connected')
    await settled()
    expect([layout.entry('a', z.number(), 0).value, layout.entry('b', z.number(), 0).value]).toEqual([2, 1])
  })
})

describe('preferences', () => {
  it('keep theme and density for the first frame and survive a spoilt entry', () => {
    localStorage.setItem('adversarium.preferences', '[not json')
    withStores()
    const preferences = usePreferences()
    expect([preferences.theme, preferences.density]).toEqual(['system', 'compact'])
    preferences.setTheme('dark')
    preferences.setDensity('comfortable')
    expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', density: 'comfortable' })
    expect(JSON.parse(localStorage.getItem('adversarium.preferences') ?? '')).toEqual({
      theme: 'dark',
      density: 'comfortable',
    })
    localStorage.clear()
  })
})

describe('runs in the trash', () => {
  it('are apart from the others, and gone when the host says so', async () => {
    const { host } = withStores({ 'runs.list': [aRun(), aRun({ id: 'old', trashedAt: 5 })] })
    const runs = useRuns()
    host.connect('connected')
    await settled()
    expect([runs.kept.map(({ id }) => id), runs.trashed.map(({ id }) => id)]).toEqual([['base'], ['old']])
    host.announce('runs.removed', { ids: ['old'] })
    expect(runs.list.map(({ id }) => id)).toEqual(['base'])
  })
})

describe('confirmation', () => {
  it('resolves to the answer; a second question answers the first with no', async () => {
    withStores()
    const confirmation = useConfirmation()
    const question = { title: 'Empty the trash', text: '2 runs', action: 'Delete 2 runs' }
    const first = confirmation.ask(question)
    const second = confirmation.ask(question)
    confirmation.answer(true)
    expect(await Promise.all([first, second])).toEqual([false, true])
    expect(confirmation.question).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { windowChannels } from '../../src-main/contract/window-channels.ts'
import { createGrantedPaths } from '../../src-main/desktop/granted-paths.ts'
import type { HostSupervisor } from '../../src-main/desktop/host-supervisor.ts'
import { relay } from '../../src-main/desktop/relay.ts'

/** What the window says reaches the relay; what that says reaches `asked`. */
function connected() {
  const asked: unknown[] = []
  const channels = new Map<string, (...words: unknown[]) => unknown>()
  const refusals = new Map<string, unknown>()
  const host = {
    state: 'connected',
    call: async (path: string, input: unknown) => {
      if (path === 'datasets.list') return { ok: true, value: [{ source: '/data/known.zip' }, { source: null }] }
      asked.push([path, input])
      return { ok: true, value: null }
    },
    subscribe: (path: string) => void asked.push(path),
    unsubscribe: (path: string) => void asked.push(`not ${path}`),
  } as unknown as HostSupervisor
  const paths = createGrantedPaths()
  const ears = {
    handle(channel: string, refusal: unknown, answer: (...words: unknown[]) => unknown) {
      channels.set(channel, answer)
      refusals.set(channel, refusal)
    },
    tell: () => undefined,
    on: (channel: string, listen: (...words: unknown[]) => void) => void channels.set(channel, listen),
  }
  relay(ears, host, paths)
  const say = (channel: string, ...words: unknown[]) => channels.get(channel)?.(...words)
  return { asked, paths, refusals, say }
}

describe('relay', () => {
  it('hands on calls and subscriptions of the contract and nothing else', async () => {
    const { asked, say } = connected()
    expect(await say(windowChannels.call, 'runs.list', {})).toEqual({ ok: true, value: null })
    say(windowChannels.subscribe, 'runs.changed')
    say(windowChannels.unsubscribe, 'runs.changed')
    const strange = ['runs.changed', 'runs.list.more', '__proto__.toString', 'shell.open', '', null, 7, {}]
    for (const name of strange) {
      expect(await say(windowChannels.call, name, {})).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    }
    for (const name of ['runs.list', '__proto__', null]) {
      say(windowChannels.subscribe, name)
      say(windowChannels.unsubscribe, name)
    }
    expect(asked).toEqual([['runs.list', {}], 'runs.changed', 'not runs.changed'])
  })

  it('refuses paths that no dialog and no drop gave, before the host hears of them', async () => {
    const { asked, paths, say } = connected()
    const input = { path: '/data/birds' }
    expect(await say(windowChannels.call, 'datasets.check', input)).toMatchObject({
      ok: false,
      error: { code: 'unauthorized', hint: expect.stringContaining('drop it') },
    })
    expect(asked).toEqual([])
    paths.grant('/data/birds')
    expect(await say(windowChannels.call, 'datasets.check', input)).toMatchObject({ ok: true })
  })

  it('lets a dataset’s own source be looked at again, but no code be loaded from it', async () => {
    const { say } = connected()
    const source = '/data/known.zip'
    expect(await say(windowChannels.call, 'datasets.check', { path: source })).toMatchObject({ ok: true })
    expect(await say(windowChannels.call, 'system.setSettings', { tensorflow: source })).toMatchObject({ ok: false })
  })

  it('has a refusal for strangers', () => {
    expect(connected().refusals.get(windowChannels.call)).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
  })
})

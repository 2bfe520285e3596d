import { describe, expect, it } from 'vitest'
import type { ErrorBody } from '../../src-main/contract/index.ts'
import type { ClientFrame, HostFailure, HostFrame, HostLink } from '../../src-main/desktop/host-link.ts'
import { superviseHost } from '../../src-main/desktop/host-supervisor.ts'

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Hosts that live until the test ends them. */
function scriptedHosts(refusal?: HostFailure, always: readonly string[] = []) {
  const hosts: { sent: ClientFrame[]; say(frame: HostFrame): void; end(reason: string): void }[] = []
  const states: string[] = []
  const events: unknown[] = []
  const givenUp: ErrorBody[] = []
  const refusals: string[] = []
  let time = 0
  const makeLink = (isOwn: boolean): HostLink => {
    const sent: ClientFrame[] = []
    const listeners: ((frame: HostFrame) => void)[] = []
    let end: (reason: string) => void = () => undefined
    const ended = new Promise<string>((resolve) => (end = resolve))
    hosts.push({ sent, end, say: (frame) => listeners.forEach((listener) => listener(frame)) })
    return {
      isOwn,
      mended: null,
      send: (frame) => void sent.push(frame),
      onFrame: (listener) => void listeners.push(listener),
      ended,
      close: async () => end('closed'),
    }
  }
  const supervisor = superviseHost({
    always,
    async open() {
      return refusal ?? makeLink(true)
    },
    onEvent: (path, payload) => events.push([path, payload]),
    onState: (state) => states.push(state),
    onGivenUp: ({ failed }) => givenUp.push(failed),
    onRefused: ({ failed }) => refusals.push(failed.message),
    retryMs: 1,
    now: () => time,
  })
  return { supervisor, hosts, states, events, givenUp, makeLink, refusals, later: (ms: number) => void (time += ms) }
}

describe('host supervisor', () => {
  it('hands calls to the host, replies to their callers, and events on', async () => {
    const { supervisor, hosts, events } = scriptedHosts()
    supervisor.subscribe('runs.changed')
    await supervisor.start()
    const reply = supervisor.call('runs.list', {})
    expect(hosts[0]?.sent).toEqual([{ subscribe: 'runs.changed' }, { id: 1, path: 'runs.list', input: {} }])
    hosts[0]?.say({ id: 1, reply: { ok: true, value: [] } })
    hosts[0]?.say({ path: 'runs.changed', payload: 'news' })
    expect(await reply).toEqual({ ok: true, value: [] })
    expect(events).toEqual([['runs.changed', 'news']])
  })

  it('starts a host that ended once more, refuses what was under way and subscribes anew', async () => {
    const { supervisor, hosts, states } = scriptedHosts()
    supervisor.subscribe('runs.changed')
    await supervisor.start()
    const underWay = supervisor.call('runs.list', {})
    hosts[0]?.end('The host ended by signal SIGKILL.')
    expect(await underWay).toMatchObject({ ok: false, error: { message: 'The host ended by signal SIGKILL.' } })
    await settled()
    expect(states).toEqual(['connected', 'lost', 'connected'])
    expect(hosts[1]?.sent).toEqual([{ subscribe: 'runs.changed' }])
  })

  it('hears what is always wanted, also when the window no longer does', async () => {
    const { supervisor, hosts, events } = scriptedHosts(undefined, ['runs.changed'])
    await supervisor.start()
    supervisor.subscribe('runs.changed')
    supervisor.unsubscribe('runs.changed')
    expect(hosts[0]?.sent.filter((frame) => 'unsubscribe' in frame)).toEqual([])
    hosts[0]?.say({ path: 'runs.changed', payload: 'news' })
    expect(events).toEqual([['runs.changed', 'news']])
  })

  it('gives up on a host that ends again within a minute, not later', async () => {
    const { supervisor, hosts, givenUp, later } = scriptedHosts()
    await supervisor.start()
    hosts[0]?.end('first')
    await settled()
    later(61_000)
    hosts[1]?.end('second')
    await settled()
    expect([hosts.length, givenUp.length]).toEqual([3, 0])
    later(1_000)
    hosts[2]?.end('third')
    await settled()
    expect(hosts).toHaveLength(3)
    expect(givenUp).toMatchObject([{ message: 'third' }])
  })

  it('says why the host cannot be started', async () => {
    const failed = { code: 'database', message: 'The workspace was made by a newer version.' } as const
    const { supervisor, givenUp } = scriptedHosts({ failed })
    await supervisor.start()
    expect(givenUp).toEqual([failed])
    expect(await supervisor.call('runs.list', {})).toMatchObject({ ok: false })
  })

  it('leaves for a host elsewhere, tries it again and again when it is lost, and comes back', async () => {
    const { supervisor, hosts, states, events, makeLink, refusals } = scriptedHosts()
    await supervisor.start()
    supervisor.subscribe('runs.changed')
    const answers: (HostLink | HostFailure)[] = []
    const silent: HostFailure = { failed: { code: 'not-found', message: 'Nothing answers.' } }
    await supervisor.move(makeLink(false), async () => answers.shift() ?? silent)
    expect([states, supervisor.isOwn]).toEqual([['connected', 'lost', 'connected'], false])
    expect(hosts[1]?.sent).toEqual([{ subscribe: 'runs.changed' }])
    hosts[0]?.say({ path: 'runs.changed', payload: 'of the host that was left' })
    answers.push(silent, silent, makeLink(false))
    hosts[1]?.end('The connection is lost.')
    await settled()
    expect([states.at(-1), supervisor.isOwn]).toEqual(['lost', false])
    expect(await supervisor.call('runs.list', {})).toMatchObject({
      error: { message: 'The connection to the host is lost; it is tried again.' },
    })
    await expect.poll(() => states.at(-1)).toBe('connected')
    expect(hosts[2]?.sent).toEqual([{ subscribe: 'runs.changed' }])
    await supervisor.moveBack()
    expect([hosts.length, states.at(-1), supervisor.isOwn]).toEqual([4, 'connected', true])
    expect([events, refusals]).toEqual([[], []])
  })

  it('does not try a host elsewhere again that refuses the key', async () => {
    const { supervisor, hosts, states, makeLink, refusals } = scriptedHosts()
    let tried = 0
    await supervisor.move(makeLink(false), async () => {
      tried++
      return { failed: { code: 'unauthorized', message: 'A new key.' } }
    })
    hosts[0]?.end('lost')
    await expect.poll(() => refusals).toEqual(['A new key.'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([tried, states.at(-1)]).toEqual([1, 'lost'])
  })

  it('does not start the host again when it is closed', async () => {
    const { supervisor, hosts, states } = scriptedHosts()
    await supervisor.start()
    await supervisor.close()
    await settled()
    expect([hosts.length, states]).toEqual([1, ['connected']])
  })
})

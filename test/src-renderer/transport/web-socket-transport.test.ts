// @vitest-environment node
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import type { ConnectionState } from '../../../src-main/contract/index.ts'
import { hostAddress } from '../../../src-renderer/transport/host-address.ts'
import { createWebSocketTransport } from '../../../src-renderer/transport/web-socket-transport.ts'

interface Frame {
  readonly id?: number
  readonly path?: string
  readonly subscribe?: string
  readonly unsubscribe?: string
}

/** A real socket server that records what it hears. */
async function startServer(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const heard: Frame[] = []
  const sockets: ServerSocket[] = []
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame
      heard.push(frame)
      if (frame.path === 'runs.list') socket.send(JSON.stringify({ id: frame.id, reply: { ok: true, value: [] } }))
    })
  })
  const stop = async () => {
    for (const socket of sockets) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  const address = server.address() as { port: number }
  return {
    heard,
    port: address.port,
    url: `ws://127.0.0.1:${address.port}/ws`,
    announce: (frame: object) => sockets.at(-1)?.send(JSON.stringify(frame)),
    stop,
  }
}

function connect(url: string) {
  const transport = createWebSocketTransport(url)
  const states: ConnectionState[] = []
  transport.onConnection((state) => states.push(state))
  onTestFinished(() => transport.close())
  return { transport, states }
}

describe('WebSocket transport', () => {
  it('answers calls that were made before the connection stood', async () => {
    const server = await startServer()
    onTestFinished(server.stop)
    const { transport, states } = connect(server.url)
    await expect(transport.call('runs.list', {})).resolves.toEqual({ ok: true, value: [] })
    expect(states).toEqual(['connecting', 'connected'])
  })

  it('subscribes once for all listeners of an event and unsubscribes with the last', async () => {
    const server = await startServer()
    onTestFinished(server.stop)
    const { transport } = connect(server.url)
    const heard: unknown[] = []
    const ends = [1, 2].map((listener) =>
      transport.subscribe('runs.changed', (payload) => heard.push([listener, payload])),
    )
    await transport.call('runs.list', {})
    server.announce({ path: 'runs.changed', payload: 'news' })
    await vi.waitFor(() =>
      expect(heard).toEqual([
        [1, 'news'],
        [2, 'news'],
      ]),
    )
    for (const end of ends) end()
    await transport.call('runs.list', {})
    expect(server.heard.filter((frame) => 'subscribe' in frame || 'unsubscribe' in frame)).toEqual([
      { subscribe: 'runs.changed' },
      { unsubscribe: 'runs.changed' },
    ])
  })

  it('refuses calls under way when the host dies, connects again and subscribes anew', async () => {
    const server = await startServer()
    const { transport, states } = connect(server.url)
    const heard: unknown[] = []
    transport.subscribe('runs.changed', (payload) => heard.push(payload))
    await transport.call('runs.list', {})
    const underWay = transport.call('runs.get', { id: 'never answered' })
    await vi.waitFor(() => expect(server.heard.some((frame) => frame.path === 'runs.get')).toBe(true))
    await server.stop()
    await expect(underWay).resolves.toMatchObject({ ok: false, error: { message: 'The host cannot be reached.' } })
    await expect(transport.call('runs.list', {})).resolves.toMatchObject({ ok: false })

    const again = await startServer(server.port)
    onTestFinished(again.stop)
    await vi.waitFor(() => expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']), 10_000)
    await transport.call('runs.list', {})
    again.announce({ path: 'runs.changed', payload: 'after' })
    await vi.waitFor(() => expect(heard).toEqual(['after']))
  })
})

describe('hostAddress', () => {
  const storage = () => {
    const items = new Map<string, string>()
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    } as unknown as Storage
  }

  it('takes the token out of the address and keeps it for a reload', () => {
    const kept = storage()
    const replaced: string[] = []
    const history = { state: null, replaceState: (_: unknown, __: string, url: URL) => replaced.push(url.href) }
    const at = (href: string) => hostAddress({ href } as Location, history as unknown as History, kept)

    expect(at('http://127.0.0.1:4000/?token=abc#/runs')).toBe('ws://127.0.0.1:4000/ws?token=abc')
    expect(replaced).toEqual(['http://127.0.0.1:4000/#/runs'])
    expect(at('http://127.0.0.1:4000/#/runs')).toBe('ws://127.0.0.1:4000/ws?token=abc')
    expect(replaced).toHaveLength(1)
  })
})

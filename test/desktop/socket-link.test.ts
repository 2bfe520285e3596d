import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { openSocketLink } from '../../src-main/desktop/socket-link.ts'

async function serving(autoPong: boolean): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong })
  await new Promise<void>((done) => server.once('listening', done))
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a link over a socket', () => {
  it('ends where the other end gives no sign of life, though nothing was closed', async () => {
    const url = await serving(false)
    const link = await openSocketLink({ url, headers: {}, goneText: 'Gone.', silenceMs: 60 })
    expect(await link.ended).toBe('Gone.')
  })

  it('stays where the other end has nothing to say but answers pings, and closes when it is left', async () => {
    const url = await serving(true)
    const link = await openSocketLink({ url, headers: {}, goneText: 'Gone.', silenceMs: 400 })
    const first = await Promise.race([link.ended, new Promise((resolve) => setTimeout(resolve, 1200, 'still there'))])
    expect(first).toBe('still there')
    await link.close()
    expect(await link.ended).toBe('Gone.')
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { attachElsewhere, type AttachedElsewhere } from '../../src-main/desktop/attach-elsewhere.ts'
import type { HostFailure, HostFrame } from '../../src-main/desktop/host-link.ts'
import { startHost } from '../support/test-host.ts'

const token = 'a-key-that-nobody-may-read-anywhere-else'
const failure = (outcome: AttachedElsewhere | HostFailure) => ('failed' in outcome ? outcome.failed : null)

/** Something that speaks WebSocket and answers every frame so. */
async function answering(reply: (id: number) => object): Promise<string> {
  const http = createServer((_, response) => response.end('Something else.'))
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => socket.send(JSON.stringify(reply((JSON.parse(String(data)) as { id: number }).id)))),
  )
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

describe('attaching elsewhere', () => {
  it('gives a link and the name of the machine, and the rights of a browser', async () => {
    const host = await startHost()
    const address = `http://127.0.0.1:${host.address.port}`
    const attached = await attachElsewhere({ address, token: host.address.token })
    if ('failed' in attached) throw new Error(attached.failed.message)
    expect(attached.machine).not.toBe('')
    const frame = new Promise<HostFrame>((resolve) => attached.link.onFrame(resolve))
    attached.link.send({ id: 1, path: 'runs.import', input: { path: '/etc' } })
    expect(await frame).toMatchObject({ id: 1, reply: { ok: false, error: { code: 'unauthorized' } } })
    await attached.link.close()
    expect(await attached.link.ended).toBe(`The connection to ${address} is lost.`)
  })

  it('says in a sentence why it cannot, and never the key', async () => {
    const host = await startHost()
    const closed = 'http://127.0.0.1:1'
    const strange = await answering((id) => ({ id, reply: { ok: true, value: 'hello' } }))
    const info = { version: '0.0.1', workspace: '', node: '', engines: [], queued: 0 }
    const older = await answering((id) => ({ id, reply: { ok: true, value: info } }))
    const all = [
      [`http://127.0.0.1:${host.address.port}`, 'unauthorized', /refuses this key/],
      [closed, 'not-found', /^Nothing answers at http:\/\/127\.0\.0\.1:1: /],
      [strange, 'invalid-input', /is no host of Adversarium\.$/],
      [older, 'conflict', /is of version 0\.0\.1, which this window does not understand\.$/],
    ] as const
    for (const [address, code, message] of all) {
      const failed = failure(await attachElsewhere({ address, token }))
      expect(failed).toMatchObject({ code, message: expect.stringMatching(message) })
      expect(JSON.stringify(failed)).not.toContain(token)
    }
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBus } from '../../src-main/host/bus.ts'
import { createLog } from '../../src-main/host/log.ts'
import { startServer } from '../../src-main/host/server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function start(more: { headMs?: number } = {}): Promise<number> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>')
  const server = await startServer({
    dispatch: () => Promise.resolve({ ok: true, value: null }),
    bus: createBus(createLog(folder)),
    token: 'a'.repeat(40),
    port: 0,
    rendererFolder: join(folder, 'renderer'),
    dataRoot: null,
    ...more,
  })
  onTestFinished(() => server.close())
  return server.port
}

/** A bare connection; `text` is said at once. Resolves with all that came back when the server has ended it. */
function sayAndWait(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    // Our own side stays open: only the server can end it.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(text))
    socket.setEncoding('utf8').on('data', (part: string) => (heard += part))
    socket.on('error', () => resolve(heard)).on('close', () => resolve(heard))
    socket.on('end', () => socket.end())
    onTestFinished(() => void socket.destroy())
  })
}

const upgradeHead = (port: number): string =>
  `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'

/** The status of one request, or the code of the error that ended it. */
function ask(port: number, { method = 'GET', headers = {}, body = '' } = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path: '/', method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    sent.end(body)
  })
}

describe('limits of the host’s server', () => {
  it('listens on 127.0.0.1 and on no other address of the machine', async () => {
    const port = await start()
    const knock = (host: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(port, host, () => resolve('open'))
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
        onTestFinished(() => void socket.destroy())
      })
    expect(await knock('127.0.0.1')).toBe('open')
    // Also of this machine: who listens on all addresses is reached there.
    expect(await knock('127.0.0.2')).toBe('ECONNREFUSED')
  })

  it('takes no body and no long head, and lives on', async () => {
    const port = await start()
    expect([405, 'EPIPE', 'ECONNRESET']).toContain(await ask(port, { method: 'POST', body: 'x'.repeat(8_000_000) }))
    expect(await ask(port, { headers: { cookie: 'x'.repeat(20_000) } })).toBe(431)
    expect(await ask(port)).toBe(200)
  })

  it('waits for no client that sends its request a letter at a time, be it for a page or a socket', async () => {
    const port = await start({ headMs: 300 })
    const answers = await Promise.all([
      sayAndWait(port, 'GET / HTTP/1.1\r\nHost: 127'),
      sayAndWait(port, upgradeHead(port)),
      sayAndWait(port, `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 100000\r\n\r\nx`),
    ])
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 408', 'HTTP/1.1 408', 'HTTP/1.1 405'])
    expect(await ask(port)).toBe(200)
  })

  it('ends a socket that it refuses from both sides', async () => {
    const port = await start()
    expect(await sayAndWait(port, `${upgradeHead(port)}\r\n`)).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('keeps no more connections than it has files for, and serves again when they are gone', async () => {
    const port = await start()
    const sockets = Array.from({ length: 400 }, () => connect(port, '127.0.0.1'))
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    const ended = await new Promise<number>((resolve) => {
      let count = 0
      for (const socket of sockets) {
        socket.on('error', () => undefined)
        socket.on('close', () => ++count === 400 - 256 && resolve(count))
      }
    })
    expect(ended).toBe(144)
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => ask(port)).toBe(200)
  })
})

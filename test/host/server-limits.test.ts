import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBus } from '../../src-main/host/bus.ts'
import { createLog } from '../../src-main/host/log.ts'
import { startServer } from '../../src-main/host/server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function start(): Promise<number> {
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
  })
  onTestFinished(() => server.close())
  return server.port
}

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
})

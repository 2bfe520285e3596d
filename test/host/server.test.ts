import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import type { Reply } from '../../src-main/contract/index.ts'
import { createBus, type Bus } from '../../src-main/host/bus.ts'
import { createLog } from '../../src-main/host/log.ts'
import type { Dispatch } from '../../src-main/host/dispatch.ts'
import { startServer } from '../../src-main/host/server.ts'
import { connectToHost } from '../../src-main/host/socket-transport.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const token = 'right-token-right-token-right-token-right'
const progress = { subject: 'a', kind: 'train', done: 1, total: 2, rate: null, note: '' } as const

async function start(dispatch: Dispatch = echo, dataRoot: string | null = null): Promise<{ port: number; bus: Bus }> {
  const folder = temporaryFolder()
  const rendererFolder = join(folder, 'renderer')
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true })
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>Adversarium</title>')
  writeFileSync(join(rendererFolder, 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  const bus = createBus(createLog(folder))
  const server = await startServer({ dispatch, bus, token, port: 0, rendererFolder, dataRoot })
  onTestFinished(() => server.close())
  return { port: server.port, bus }
}

function echo(path: string, input: unknown): Promise<Reply> {
  return Promise.resolve({ ok: true, value: { path, input } })
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** `fetch` neither sends a foreign Host nor leaves `..` in a path. */
function get(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

/** Resolves with `open`, or with the HTTP status that refused the socket. */
function knock(port: number, query: string, options: ClientOptions = {}, path = '/ws'): Promise<number | 'open'> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}${query}`, options)
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}

function sayRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.on('end', () => resolve(answer)).on('error', reject)
  })
}

/** Sends one raw message and resolves with the code that closes the socket. */
function closeCodeAfter(port: number, message: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`)
    socket.on('open', () => socket.send(message))
    socket.on('close', (code) => resolve(code))
    socket.on('error', reject)
  })
}

describe('the interface over HTTP', () => {
  it('is served with a strict policy', async () => {
    const { port } = await start()
    const page = await get(port, '/?token=whatever')
    expect([page.status, page.body]).toEqual([200, '<!doctype html><title>Adversarium</title>'])
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    expect((await get(port, '/assets/index-abc.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect((await get(port, '/runs/abc')).body).toContain('Adversarium')
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%00',
    '/%',
    '/a.js',
    `/${'a'.repeat(5000)}.js`,
    `/${'a/'.repeat(5000)}b.js`,
  ])('has no page %s', async (path) => {
    const { port } = await start()
    const { status, body } = await get(port, path)
    expect(body).not.toContain('secret')
    expect([404, 400]).toContain(status)
  })

  it('answers to its own name only, and takes no other method', async () => {
    const { port } = await start()
    expect((await get(port, '/', { host: `evil.example:${port}` })).status).toBe(403)
    expect((await get(port, '/', { host: `localhost:${port}` })).status).toBe(200)
    expect((await get(port, '/', {}, 'POST')).status).toBe(405)
  })
})

describe('the socket', () => {
  it('opens with the right token only, from its own origin and name only', async () => {
    const { port } = await start()
    const right = `?token=${token}`
    expect(await knock(port, right)).toBe('open')
    expect(await knock(port, '', { headers: { authorization: `Bearer ${token}` } })).toBe('open')
    expect(await knock(port, right, { origin: `http://127.0.0.1:${port}` })).toBe('open')
    expect(await knock(port, '')).toBe(401)
    expect(await knock(port, '?token=')).toBe(401)
    expect(await knock(port, `?token=${token.slice(1)}`)).toBe(401)
    expect(await knock(port, `?token=${token}x`)).toBe(401)
    expect(await knock(port, right, { origin: 'http://evil.example' })).toBe(403)
    expect(await knock(port, right, { origin: 'null' })).toBe(403)
    expect(await knock(port, right, { origin: `http://127.0.0.1:${port + 1}` })).toBe(403)
    expect(await knock(port, right, { headers: { host: `evil.example:${port}` } })).toBe(403)
    // A tunnel has a port of its own.
    const tunnel = { headers: { host: '127.0.0.1:1' } }
    expect(await knock(port, right, { ...tunnel, origin: 'http://127.0.0.1:1' })).toBe('open')
    expect(await knock(port, right, { ...tunnel, origin: `http://127.0.0.1:${port}` })).toBe(403)
    expect(await knock(port, right, {}, '/other')).toBe(404)
  })

  it('refuses a request that names no readable address, and lives on', async () => {
    const { port } = await start()
    const head = `Host: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
    const paths = ['//', 'http://[', '/ws?token=%', '*']
    const ask = (path: string): Promise<string> => sayRaw(port, `GET ${path} HTTP/1.1\r\n${head}${key}\r\n\r\n`)
    for (const answer of await Promise.all(paths.map(ask))) expect(answer).toMatch(/^HTTP\/1\.1 40[01]/)
    expect((await get(port, '//')).status).toBe(404)
    expect((await get(port, '/')).status).toBe(200)
  })

  it('is closed by an oversized message and by what is no frame', async () => {
    const { port } = await start()
    expect(await closeCodeAfter(port, 'x'.repeat(1024 * 1024 + 1))).toBe(1009)
    const strange = ['', 'null', '[]', '{', '{"id":1}', '{"subscribe":"runs.list"}', '{"subscribe":"__proto__"}']
    const nearly = ['{"id":1.5,"path":"a"}', '{"id":1,"path":"a","input":{},"more":1}']
    const codes = await Promise.all([...strange, ...nearly].map((text) => closeCodeAfter(port, text)))
    expect(codes).toEqual(codes.map(() => 1008))
    expect(await closeCodeAfter(port, Buffer.from([1, 2, 3]))).toBe(1008)
    expect(await knock(port, `?token=${token}`)).toBe('open')
  })
})

/** Sends one call and resolves with the answer. */
function callOnce(port: number, options: ClientOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`, options)
    socket.on('open', () => socket.send(JSON.stringify({ id: 1, path: 'datasets.check', input: {} })))
    socket.on('message', (data) => {
      resolve(JSON.parse((data as Buffer).toString()))
      socket.close()
    })
    socket.on('error', reject)
  })
}

describe('who asks', () => {
  const tellCaller: Dispatch = (_path, _input, caller) => Promise.resolve({ ok: true, value: caller })

  it('is a browser, limited to the data folder, where the socket has an origin; a program is not limited', async () => {
    for (const dataRoot of ['/data', null]) {
      const { port } = await start(tellCaller, dataRoot)
      const fromBrowser = await callOnce(port, { origin: `http://127.0.0.1:${port}` })
      expect(fromBrowser).toEqual({ id: 1, reply: { ok: true, value: { dataRoot } } })
      const fromProgram = await callOnce(port, {})
      expect(fromProgram).toEqual({ id: 1, reply: { ok: true, value: {} } })
    }
  })
})

describe('connectToHost', () => {
  it('calls, hears what it subscribed to, and nothing after it ended that', async () => {
    const { port, bus } = await start()
    const transport = await connectToHost({ port, token })
    const heard: unknown[] = []
    const end = transport.subscribe('system.progress', (payload) => heard.push(payload))
    expect(await transport.call('runs.get', { id: 'a' })).toEqual({
      ok: true,
      value: { path: 'runs.get', input: { id: 'a' } },
    })
    bus.emit('system', 'progress', progress)
    bus.emit('runs', 'points', { run: 'a', points: [] })
    await transport.call('runs.get', {})
    end()
    await transport.call('runs.get', {})
    bus.emit('system', 'progress', progress)
    await transport.call('runs.get', {})
    expect(heard).toEqual([progress])
    transport.close()
    await transport.closed
    expect(await transport.call('runs.get', {})).toMatchObject({ ok: false })
  })

  it('answers the calls that wait when the connection is lost', async () => {
    const { port } = await start(() => new Promise(() => undefined))
    const transport = await connectToHost({ port, token })
    const reply = transport.call('runs.get', {})
    transport.close()
    expect(await reply).toMatchObject({ ok: false, error: { message: 'The connection to the host was lost.' } })
  })

  it('says that a host does not answer', async () => {
    const { port } = await start()
    await expect(connectToHost({ port, token: 'wrong' })).rejects.toMatchObject({ code: 'not-found' })
  })
})

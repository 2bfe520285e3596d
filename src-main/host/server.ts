/**
 * The host, on 127.0.0.1 unless it is told another address: the interface over HTTP, everything else over one WebSocket.
 *
 *   page    http://127.0.0.1:PORT/?token=TOKEN      socket  ws://127.0.0.1:PORT/ws?token=TOKEN
 *
 * Frames are JSON texts; bytes in them are written as contract/bytes.ts says.
 *   client → host   { id, path, input }             a call, e.g. path "runs.get"; `id` is the client's own number
 *                   { subscribe: path }             an event, e.g. "runs.changed"
 *                   { unsubscribe: path }
 *   host → client   { id, reply }                   reply: { ok: true, value } or { ok: false, error: { code, message, hint? } }
 *                   { path, payload }               an event that the client subscribed to
 * A frame that is none of these closes the socket with 1008, one above the limit with 1009. A client that reads too
 * slowly is closed with 1013: it connects again, subscribes and fetches what it missed.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { decodeFrame, encodeFrame } from '../contract/bytes.ts'
import { fault } from '../contract/faults/index.ts'
import type { AppError } from '../contract/wire.ts'
import type { Bus } from './bus.ts'
import type { Caller } from './caller.ts'
import { createConnection } from './connection.ts'
import type { Dispatch } from './dispatch.ts'
import { hasBody, isBrowser, isOwnHost, isOwnOrigin, isToken, tokenOf, urlOf } from './guard-request.ts'
import { loopback, namesOf } from './own-names.ts'
import { serveStatic } from './static-files.ts'

const maxMessageBytes = 1024 * 1024
const maxWaitingBytes = 64 * 1024 * 1024
/** Sockets of clients that showed the token. */
const maxSockets = 64
/** Of any kind: more would take files from everything else. */
const maxConnections = 256

export interface ServerOptions {
  readonly dispatch: Dispatch
  readonly bus: Pick<Bus, 'subscribe'>
  readonly token: string
  /** 0 takes any free port. */
  readonly port: number
  /** The address to listen at; default 127.0.0.1. */
  readonly host?: string
  /** The built interface. */
  readonly rendererFolder: string
  /** Below this folder a client in a browser may name paths; null: nowhere. */
  readonly dataRoot: string | null
  /** How long a client may take to send the head of a request; default 5 s. */
  readonly headMs?: number
}

export interface Server {
  readonly port: number
  close(): Promise<void>
}

/** Throws `conflict` where the port is taken. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { dispatch, bus, token, port, host = loopback, rendererFolder, dataRoot, headMs = 5000 } = options
  const names = namesOf(host)
  const timeouts = { headersTimeout: headMs, requestTimeout: headMs, connectionsCheckingInterval: headMs / 5 }
  const http = createServer({ maxHeaderSize: 16 * 1024, ...timeouts }, (request, response) => {
    // There is nothing to send us: who tries is answered, and not listened to.
    if (hasBody(request)) response.setHeader('Connection', 'close').once('finish', () => request.socket.destroySoon())
    else request.resume()
    if (isOwnHost(request, names)) return serveStatic(rendererFolder, request, response)
    response
      .writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' })
      .end(`This host answers to ${[...names].join(', ')} only.\n`)
  })
  http.maxConnections = maxConnections
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })

  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const status = refusal(request)
    if (status) {
      // Ended from both sides: nothing else would ever close what a client keeps half open.
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy())
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => attach(socket, isBrowser(request) ? { dataRoot } : {}))
  })

  const refusal = (request: IncomingMessage): string | null => {
    if (!isOwnHost(request, names) || !isOwnOrigin(request)) return '403 Forbidden'
    if (!isToken(tokenOf(request), token)) return '401 Unauthorized'
    if (urlOf(request)?.pathname !== '/ws') return '404 Not Found'
    return sockets.clients.size >= maxSockets ? '503 Service Unavailable' : null
  }

  const attach = (socket: WebSocket, caller: Caller): void => {
    const ask: Dispatch = (path, input) => dispatch(path, input, caller)
    const connection = createConnection(ask, bus, (frame) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > maxWaitingBytes) socket.close(1013, 'Too slow.')
      else socket.send(encodeFrame(frame, base64Of))
    })
    socket.on('message', (data, isBinary) => {
      const isUnderstood = !isBinary && connection.receive(readFrame(String(data)))
      if (!isUnderstood) socket.close(1008, 'Not a frame of this protocol.')
    })
    socket.on('close', () => connection.close())
    // ws closes the socket by itself after an error; without a listener it would end the process.
    socket.on('error', () => connection.close())
  }

  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(cannotListen(error, port)))
    http.listen(port, host, () => resolve())
  })
  const address = http.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'The host ends.')
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      // One that was being answered becomes idle after the others were closed.
      const idle = setInterval(() => http.closeIdleConnections(), 50)
      const timer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
        http.closeAllConnections()
      }, 1000)
      http.closeIdleConnections()
      await closed
      clearInterval(idle)
      clearTimeout(timer)
    },
  }
}

function cannotListen(error: Error, port: number): AppError {
  return fault('port-taken', { port, reason: error.message }, error)
}

function base64Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function readFrame(text: string): unknown {
  try {
    return decodeFrame(text)
  } catch {
    return undefined
  }
}

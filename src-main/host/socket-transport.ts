import { WebSocket } from 'ws'
import { z } from 'zod'
import { fault, tellFault } from '../contract/faults/index.ts'
import { decodeFrame, encodeFrame, type Reply, type Transport } from '../contract/index.ts'
import type { HostAddress } from './lock.ts'

const HostFrame = z.union([
  z.object({ id: z.int(), reply: z.custom<Reply>((value) => typeof value === 'object' && value !== null) }),
  z.object({ path: z.string(), payload: z.unknown() }),
])

export interface SocketTransport extends Transport {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>
  close(): void
}

const lost: Reply = { ok: false, error: tellFault('connection-lost', {}) }

/** The way to the host that the workspace's lock file names. Throws `not-found` where it does not answer. */
export async function connectToHost({ port, token }: Pick<HostAddress, 'port' | 'token'>): Promise<SocketTransport> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
    maxPayload: 1024 * 1024 * 1024,
    handshakeTimeout: 10_000,
  })
  const calls = new Map<number, (reply: Reply) => void>()
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  let lastId = 0

  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', (error) => reject(fault('host-silent', { port, reason: error.message }, error)))
  })
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const settle of calls.values()) settle(lost)
      calls.clear()
      resolve()
    })
  })
  socket.on('error', () => socket.terminate())
  socket.on('message', (data) => {
    const frame = HostFrame.parse(decodeFrame(String(data)))
    if ('id' in frame) {
      calls.get(frame.id)?.(frame.reply)
      calls.delete(frame.id)
    } else {
      for (const listener of listeners.get(frame.path) ?? []) listener(frame.payload)
    }
  })

  const send = (frame: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame))
  }
  return {
    closed,
    close: () => socket.close(),
    call(path, input) {
      if (socket.readyState !== socket.OPEN) return Promise.resolve(lost)
      const id = ++lastId
      return new Promise((resolve) => {
        calls.set(id, resolve)
        send({ id, path, input })
      })
    },
    subscribe(path, listener) {
      const set = listeners.get(path) ?? new Set()
      if (set.size === 0) send({ subscribe: path })
      listeners.set(path, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) send({ unsubscribe: path })
      }
    },
  }
}

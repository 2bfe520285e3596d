import {
  decodeFrame,
  encodeFrame,
  type ConnectionState,
  type Reply,
  type SupervisedTransport,
} from '../../src-main/contract/index.ts'
import { tellFault } from '../../src-main/contract/faults/index.ts'

type Frame = { readonly id: number; readonly reply: Reply } | { readonly path: string; readonly payload: unknown }

const firstDelayMs = 250
const longestDelayMs = 4000

export interface WebSocketTransport extends SupervisedTransport {
  /** Ends the connection for good. */
  close(): void
}

/**
 * Speaks to the host over one WebSocket: calls and replies are matched by number, events by path.
 * Reconnects until it is closed; a call that is under way when the connection breaks is refused.
 */
export function createWebSocketTransport(url: string): WebSocketTransport {
  const pending = new Map<number, (reply: Reply) => void>()
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const observers = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let unsent: string[] = []
  let nextId = 1
  let delayMs = firstDelayMs
  let isClosed = false
  let socket = open()

  function open(): WebSocket {
    const opened = new WebSocket(url)
    opened.addEventListener('open', () => {
      delayMs = firstDelayMs
      for (const path of listeners.keys()) opened.send(JSON.stringify({ subscribe: path }))
      for (const frame of unsent) opened.send(frame)
      unsent = []
      setState('connected')
    })
    opened.addEventListener('message', (message) => receive(decodeFrame(String(message.data)) as Frame))
    opened.addEventListener('close', () => {
      unsent = []
      for (const settle of pending.values()) settle(unreachable())
      pending.clear()
      if (isClosed) return
      setState('lost')
      setTimeout(() => {
        if (!isClosed) socket = open()
      }, delayMs)
      delayMs = Math.min(delayMs * 2, longestDelayMs)
    })
    return opened
  }

  function setState(next: ConnectionState): void {
    if (next === state) return
    state = next
    for (const observer of observers) observer(next)
  }

  function receive(frame: Frame): void {
    if ('reply' in frame) {
      pending.get(frame.id)?.(frame.reply)
      pending.delete(frame.id)
    } else {
      for (const listener of listeners.get(frame.path) ?? []) listener(frame.payload)
    }
  }

  function tell(frame: object): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame))
  }

  return {
    call(path, input) {
      if (state === 'lost') return Promise.resolve(unreachable())
      const id = nextId++
      const frame = encodeFrame({ id, path, input })
      return new Promise((resolve) => {
        pending.set(id, resolve)
        if (socket.readyState === WebSocket.OPEN) socket.send(frame)
        else unsent.push(frame)
      })
    },
    subscribe(path, listener) {
      const known = listeners.get(path)
      const group = known ?? new Set()
      group.add(listener)
      if (!known) {
        listeners.set(path, group)
        tell({ subscribe: path })
      }
      return () => {
        group.delete(listener)
        if (group.size > 0 || listeners.get(path) !== group) return
        listeners.delete(path)
        tell({ unsubscribe: path })
      }
    },
    onConnection(observer) {
      observers.add(observer)
      observer(state)
      return () => observers.delete(observer)
    },
    close() {
      isClosed = true
      socket.close()
    },
  }
}

function unreachable(): Reply {
  return { ok: false, error: tellFault('host-unreachable', {}) }
}

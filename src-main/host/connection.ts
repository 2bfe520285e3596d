import { z } from 'zod'
import type { Reply } from '../contract/index.ts'
import { isEvent, type Bus } from './bus.ts'
import type { Dispatch } from './dispatch.ts'

/** What a client may send, as JSON over a WebSocket or as it is over a child process's channel. */
const ClientFrame = z.union([
  z.strictObject({ id: z.int(), path: z.string().max(200), input: z.unknown() }),
  z.strictObject({ subscribe: z.string().max(200) }),
  z.strictObject({ unsubscribe: z.string().max(200) }),
])

export type HostFrame =
  { readonly id: number; readonly reply: Reply } | { readonly path: string; readonly payload: unknown }

export interface Connection {
  /** Takes one frame. Returns false where it is none: the client does not speak our language. */
  receive(frame: unknown): boolean
  close(): void
}

const maxPendingCalls = 256

/** One client: answers its calls and tells it the events that it subscribed to. */
export function createConnection(
  dispatch: Dispatch,
  bus: Pick<Bus, 'subscribe'>,
  send: (frame: HostFrame) => void,
): Connection {
  const subscriptions = new Map<string, () => void>()
  let pending = 0
  let isClosed = false

  const answer = async (id: number, path: string, input: unknown): Promise<void> => {
    if (pending >= maxPendingCalls) {
      const message = `More than ${maxPendingCalls} calls wait for an answer.`
      send({ id, reply: { ok: false, error: { code: 'conflict', message, hint: 'Wait for some, then try again.' } } })
      return
    }
    pending++
    const reply = await dispatch(path, input)
    pending--
    if (!isClosed) send({ id, reply })
  }
  return {
    receive(raw) {
      const { success, data: frame } = ClientFrame.safeParse(raw)
      if (!success) return false
      if ('id' in frame) void answer(frame.id, frame.path, frame.input)
      else if ('subscribe' in frame) {
        const path = frame.subscribe
        if (!isEvent(path)) return false
        if (!subscriptions.has(path)) {
          subscriptions.set(
            path,
            bus.subscribe(path, (payload) => send({ path, payload })),
          )
        }
      } else {
        subscriptions.get(frame.unsubscribe)?.()
        subscriptions.delete(frame.unsubscribe)
      }
      return true
    },
    close() {
      isClosed = true
      for (const end of subscriptions.values()) end()
      subscriptions.clear()
    },
  }
}

import { tellFault } from '../contract/faults/index.ts'
import type { Mending } from '../contract/remedies.ts'
import type { ConnectionState, Reply } from '../contract/wire.ts'
import type { HostFailure, HostFrame, HostLink } from './host-link.ts'

/** A host that ends again within this time after it was started anew is not started a third time by itself. */
const trustAfterMs = 60_000

export interface HostSupervisor {
  readonly state: ConnectionState
  /** Whether the host ends with us; true also while there is none. */
  readonly isOwn: boolean
  /** `mend`: what to do about the workspace first. */
  start(mend?: Mending): Promise<void>
  call(path: string, input: unknown): Promise<Reply>
  subscribe(path: string): void
  unsubscribe(path: string): void
  close(): Promise<void>
}

export interface SupervisorOptions {
  /** Events that are wanted whether the window subscribes to them or not. */
  readonly always?: readonly string[]
  open(mend: Mending | null): Promise<HostLink | HostFailure>
  onEvent(path: string, payload: unknown): void
  onState(state: ConnectionState): void
  /** The host cannot be started, or ended again soon after it was started anew; `start` tries once more. */
  onGivenUp(failure: HostFailure): void
  /** Milliseconds of a clock that never jumps. */
  now(): number
}

/** Keeps a host running: starts it, hands calls and events on, starts it once more when it ends by itself. */
export function superviseHost({
  always = [],
  open,
  onEvent,
  onState,
  onGivenUp,
  now,
}: SupervisorOptions): HostSupervisor {
  const pending = new Map<number, (reply: Reply) => void>()
  const subscriptions = new Set<string>(always)
  let link: HostLink | null = null
  let state: ConnectionState = 'connecting'
  let restartedAt = Number.NEGATIVE_INFINITY
  let lastId = 0
  let isClosing = false

  const setState = (next: ConnectionState): void => {
    if (next === state) return
    state = next
    onState(next)
  }
  const receive = (frame: HostFrame): void => {
    if ('id' in frame) {
      pending.get(frame.id)?.(frame.reply)
      pending.delete(frame.id)
    } else onEvent(frame.path, frame.payload)
  }
  const lose = (reason: string): void => {
    link = null
    for (const settle of pending.values()) settle(refused(reason))
    pending.clear()
    if (isClosing) return
    setState('lost')
    if (now() - restartedAt <= trustAfterMs) {
      onGivenUp({ failed: tellFault('host-ended', { reason }) })
      return
    }
    restartedAt = now()
    void start()
  }
  const start = async (mend: Mending | null = null): Promise<void> => {
    const opened = await open(mend)
    if ('failed' in opened) {
      onGivenUp(opened)
      return
    }
    link = opened
    opened.onFrame(receive)
    void opened.ended.then(lose)
    for (const path of subscriptions) opened.send({ subscribe: path })
    setState('connected')
  }

  return {
    get state() {
      return state
    },
    get isOwn() {
      return link?.isOwn ?? true
    },
    start,
    call(path, input) {
      if (!link) return Promise.resolve(refused('The host is not running.'))
      const id = ++lastId
      const reply = new Promise<Reply>((resolve) => pending.set(id, resolve))
      link.send({ id, path, input })
      return reply
    },
    subscribe(path) {
      subscriptions.add(path)
      link?.send({ subscribe: path })
    },
    unsubscribe(path) {
      if (!always.includes(path) && subscriptions.delete(path)) link?.send({ unsubscribe: path })
    },
    async close() {
      isClosing = true
      await link?.close()
    },
  }
}

function refused(message: string): Reply {
  return { ok: false, error: tellFault('host-ended', { reason: message }) }
}

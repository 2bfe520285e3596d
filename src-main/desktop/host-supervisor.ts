import { setTimeout as wait } from 'node:timers/promises'
import { tellFault } from '../contract/faults/index.ts'
import type { Mending } from '../contract/remedies.ts'
import type { ConnectionState, Reply } from '../contract/wire.ts'
import type { HostFailure, HostFrame, HostLink } from './host-link.ts'

/** A host that ends again within this time after it was started anew is not started a third time by itself. */
const trustAfterMs = 60_000
const longestRetryMs = 8000

export interface HostSupervisor {
  readonly state: ConnectionState
  /** Whether the host ends with us; true also while there is none. */
  readonly isOwn: boolean
  /** `mend`: what to do about the workspace first. */
  start(mend?: Mending): Promise<void>
  call(path: string, input: unknown): Promise<Reply>
  subscribe(path: string): void
  unsubscribe(path: string): void
  /**
   * Leaves the present host, which ends where it is ours, for another one. `reopen` is tried again and again when that one
   * is lost.
   */
  move(to: HostLink, reopen: () => Promise<HostLink | HostFailure>): Promise<void>
  /** Leaves it again, and opens a host as in the beginning. */
  moveBack(): Promise<void>
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
  /** The host elsewhere refuses the key: it is not tried any more. */
  onRefused?(failure: HostFailure): void
  /** Before the first new attempt at a host elsewhere; doubled with each, up to 8 s. Default: 250 ms. */
  readonly retryMs?: number
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
  onRefused,
  retryMs = 250,
  now,
}: SupervisorOptions): HostSupervisor {
  const pending = new Map<number, (reply: Reply) => void>()
  const subscriptions = new Set<string>(always)
  let link: HostLink | null = null
  let state: ConnectionState = 'connecting'
  let restartedAt = Number.NEGATIVE_INFINITY
  let lastId = 0
  let isClosing = false
  /** Opens the host elsewhere that we are on; null while we are on this machine. */
  let elsewhere: (() => Promise<HostLink | HostFailure>) | null = null

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
  const giveUpCalls = (reason: string): void => {
    for (const settle of pending.values()) settle(refused(reason))
    pending.clear()
  }
  const lose = (reason: string): void => {
    link = null
    giveUpCalls(reason)
    if (isClosing) return
    setState('lost')
    if (elsewhere) {
      void retry(elsewhere)
      return
    }
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
    use(opened)
  }
  const use = (opened: HostLink): void => {
    link = opened
    opened.onFrame((frame) => link === opened && receive(frame))
    void opened.ended.then((reason) => link === opened && lose(reason))
    // Before anyone is told: what is fetched then comes after all that is announced from here on.
    for (const path of subscriptions) opened.send({ subscribe: path })
    setState('connected')
  }
  const retry = async (reopen: NonNullable<typeof elsewhere>): Promise<void> => {
    for (let delayMs = retryMs; ; delayMs = Math.min(longestRetryMs, 2 * delayMs)) {
      await wait(delayMs)
      if (elsewhere !== reopen || isClosing) return
      const opened = await reopen()
      if ('failed' in opened) {
        if (opened.failed.code !== 'unauthorized') continue
        onRefused?.(opened)
        return
      }
      if (elsewhere === reopen && !isClosing) use(opened)
      else await opened.close()
      return
    }
  }
  const leave = async (): Promise<void> => {
    const former = link
    link = null
    giveUpCalls('The window goes to another host.')
    setState('lost')
    await former?.close()
  }

  return {
    get state() {
      return state
    },
    get isOwn() {
      return link?.isOwn ?? elsewhere === null
    },
    start,
    async move(to, reopen) {
      elsewhere = reopen
      await leave()
      use(to)
    },
    async moveBack() {
      elsewhere = null
      await leave()
      await start()
    },
    call(path, input) {
      if (!link) {
        const message = elsewhere
          ? 'The connection to the host is lost; it is tried again.'
          : 'The host is not running.'
        return Promise.resolve(refused(message))
      }
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

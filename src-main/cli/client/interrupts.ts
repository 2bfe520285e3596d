import { AppError } from '../../contract/wire.ts'

/** Called with 1 for the first Ctrl-C, 2 for the second, and so on. */
export type InterruptListener = (count: number) => void

export interface Interrupts {
  /** Takes over from the default, which is to stop at once; returns the function that gives it back. */
  handle(listener: InterruptListener): () => void
  /** Rejects with `cancelled` when an interruption came that nobody handled, or when `stop` was called. */
  readonly stopped: Promise<never>
  stop(): void
  dispose(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm and shells hand on a signal that the terminal has already sent to us: both are one. */
const sameKeyMs = 500

export function watchInterrupts(
  source: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
  now: () => number = () => performance.now(),
): Interrupts {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  stopped.catch(() => undefined)
  const stop = (): void => reject(new AppError('cancelled', 'Cancelled.'))
  let current: InterruptListener | null = null
  let count = 0
  let lastAt = Number.NEGATIVE_INFINITY

  const receive = (): void => {
    const isRepeated = now() - lastAt < sameKeyMs
    lastAt = now()
    if (isRepeated) return
    count++
    if (current) current(count)
    else stop()
  }
  for (const signal of signals) source.on(signal, receive)
  return {
    handle(listener) {
      current = listener
      count = 0
      return () => {
        if (current === listener) current = null
      }
    },
    stopped,
    stop,
    dispose() {
      for (const signal of signals) source.off(signal, receive)
    },
  }
}

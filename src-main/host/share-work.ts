import { randomUUID } from 'node:crypto'
import { cancelled } from '../contract/index.ts'
import { tellTask, type Tasks } from './tasks.ts'

/** One of those who ask for the same. */
export interface Asker {
  /** Under which it is told of progress. */
  readonly task: string
  readonly signal: AbortSignal
}

/** What the work is given: a name and a signal of its own, since no asker's end is its end. */
export interface SharedWork {
  readonly task: string
  readonly signal: AbortSignal
  /** Names of the tasks that wait for it now. */
  askers(): readonly string[]
}

/** Announces to all who wait for it how far it is. */
export function tellAskers(
  context: Parameters<typeof tellTask>[0],
  { askers }: Pick<SharedWork, 'askers'>,
  progress: Parameters<typeof tellTask>[2],
): void {
  for (const task of askers()) tellTask(context, task, progress)
}

interface Running<T> {
  readonly result: Promise<T>
  readonly task: string
  readonly askers: Set<Asker>
  isEnding: boolean
}

/**
 * Of those who ask for the same at a time one works and all have the result. Who is cancelled goes; when the last one
 * has gone, the work is cancelled, and who asks meanwhile waits for its end and begins anew.
 */
export function createWorkSharing<T>(tasks: Tasks) {
  const running = new Map<string, Running<T>>()

  function begin(key: string, work: (shared: SharedWork) => Promise<T>): Running<T> {
    const askers = new Set<Asker>()
    // No client's own name.
    const task = `shared-${randomUUID()}`
    const asked = (): string[] => [...askers].map((asker) => asker.task)
    const result = tasks.run(task, (signal) => work({ task, signal, askers: asked })).finally(() => running.delete(key))
    const own: Running<T> = { result, task, askers, isEnding: false }
    running.set(key, own)
    return own
  }

  return async function share(key: string, asker: Asker, work: (shared: SharedWork) => Promise<T>): Promise<T> {
    asker.signal.throwIfAborted()
    for (let other = running.get(key); other?.isEnding; other = running.get(key)) {
      await other.result.catch(() => undefined)
      asker.signal.throwIfAborted()
    }
    const own = running.get(key) ?? begin(key, work)
    own.askers.add(asker)
    const { promise: gone, reject } = Promise.withResolvers<never>()
    const leave = (): void => {
      own.askers.delete(asker)
      if (own.askers.size > 0) {
        reject(cancelled())
        return
      }
      // The last one waits for the end, so that what was done by then is kept when it hears of it.
      own.isEnding = true
      tasks.cancel(own.task)
    }
    asker.signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([own.result, gone])
    } finally {
      asker.signal.removeEventListener('abort', leave)
      own.askers.delete(asker)
    }
  }
}

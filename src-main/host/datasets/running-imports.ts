import { resolve } from 'node:path'

/** Imports, checks and exports that are under way, by the path that they read or write. */
export interface RunningImports {
  /** Runs `work` until it ends or the path is cancelled, which its signal tells. */
  during<T>(path: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  cancel(path: string): void
  /** Cancels all, also what begins later, and resolves when the last of them has cleared away what it had written. */
  stop(): Promise<void>
}

export function createRunningImports(): RunningImports {
  const running = new Set<{
    readonly path: string
    readonly controller: AbortController
    readonly ended: PromiseWithResolvers<void>
  }>()
  let isStopped = false
  return {
    async during(path, work) {
      const own = { path: resolve(path), controller: new AbortController(), ended: Promise.withResolvers<void>() }
      running.add(own)
      if (isStopped) own.controller.abort()
      try {
        return await work(own.controller.signal)
      } finally {
        running.delete(own)
        own.ended.resolve()
      }
    },
    cancel(path) {
      const wanted = resolve(path)
      for (const { path: own, controller } of running) if (own === wanted) controller.abort()
    },
    async stop() {
      isStopped = true
      for (const { controller } of running) controller.abort()
      await Promise.all([...running].map(({ ended }) => ended.promise))
    },
  }
}

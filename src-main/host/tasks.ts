import { cancelled, type Progress } from '../contract/index.ts'
import type { HostContext } from './context.ts'
import type { InteractiveLane } from './interactive-lane.ts'

/** Calls that a client may cancel by a name of its own, also between the questions that they ask the lane. */
export interface Tasks {
  /** Work has to look at the signal where it has waited for anything but the lane: `signal.throwIfAborted()`. */
  run<T>(task: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Ends all that goes under this name. Nothing happens where there is nothing. */
  cancel(task: string): void
}

export function createTasks(lane: Pick<InteractiveLane, 'cancel'>): Tasks {
  const running = new Map<string, Set<AbortController>>()
  return {
    async run(task, work) {
      const controller = new AbortController()
      const siblings = running.get(task) ?? new Set()
      running.set(task, siblings.add(controller))
      try {
        return await work(controller.signal)
      } finally {
        siblings.delete(controller)
        if (siblings.size === 0 && running.get(task) === siblings) running.delete(task)
      }
    },
    cancel(task) {
      const reason = cancelled()
      for (const controller of running.get(task) ?? []) controller.abort(reason)
      lane.cancel(task)
    },
  }
}

/** Announces how far a task is, beyond what an engine tells of a question. */
export function tellTask(
  context: Pick<HostContext, 'emit'>,
  task: string,
  progress: Pick<Progress, 'done' | 'total' | 'note'>,
): void {
  context.emit('system', 'progress', { ...progress, subject: task, kind: 'task', rate: null })
}

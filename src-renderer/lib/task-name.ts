import type { Api } from '../api.ts'

const page = Math.random().toString(36).slice(2, 10)
let tasks = 0

/** Names a task as no other of this window, or of another one, is named. */
export const taskName = (kind: string): string => `${kind}-${page}-${++tasks}`

/** Names a task that ends with the signal. */
export function abortableTask(client: Api['client'], kind: string, signal: AbortSignal): string {
  const task = taskName(kind)
  // The host may be gone; then so is the task.
  signal.addEventListener('abort', () => void client.tasks.cancel({ task }).catch(() => undefined))
  return task
}

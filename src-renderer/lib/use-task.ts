import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { AppError, type Progress } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { useSystem } from '../stores/system.ts'
import { taskName } from './task-name.ts'

export interface TaskRun<I, O> {
  readonly result: ShallowRef<O | null>
  readonly error: ShallowRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly startedAt: ShallowRef<number | null>
  readonly progress: ComputedRef<Progress | null>
  run(input: I): Promise<void>
  cancel(): void
}

/** A call of the interactive lane with progress and cancel. A newer one ends the one before; what was known stays. */
export function useTask<I, O>(name: string, call: (task: string, input: I) => Promise<O>): TaskRun<I, O> {
  const { client } = useApi()
  const system = useSystem()
  const result = shallowRef<O | null>(null)
  const error = shallowRef<AppError | null>(null)
  const current = shallowRef<string | null>(null)
  const startedAt = shallowRef<number | null>(null)

  const cancel = (): void => {
    const task = current.value
    current.value = null
    // The host may be gone; then so is the task.
    if (task !== null) client.tasks.cancel({ task }).catch(() => undefined)
  }
  const run = async (input: I): Promise<void> => {
    cancel()
    const task = taskName(name)
    current.value = task
    startedAt.value = Date.now()
    error.value = null
    try {
      const value = await call(task, input)
      if (current.value === task) result.value = value
    } catch (caught) {
      if (!(caught instanceof AppError)) throw caught
      if (current.value === task && caught.code !== 'cancelled') error.value = caught
    } finally {
      if (current.value === task) current.value = null
    }
  }
  onScopeDispose(cancel)

  return {
    result,
    error,
    startedAt,
    isBusy: computed(() => current.value !== null),
    progress: computed(() => (current.value === null ? null : (system.progress.get(current.value) ?? null))),
    run,
    cancel,
  }
}

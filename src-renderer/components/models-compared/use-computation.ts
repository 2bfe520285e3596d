import { computed, watch, type ComputedRef } from 'vue'
import type { AppError } from '../../../src-main/contract/index.ts'
import type { Answer } from '../../lib/use-answer.ts'
import { useTask, type TaskRun } from '../../lib/use-task.ts'

export interface Computation {
  /** Of the computation, or of asking for what is known. */
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly progress: TaskRun<unknown, unknown>['progress']
  compute(): void
  cancel(): void
}

/** The computation of what is not yet `known` of a question; another question ends it, and null computes nothing. */
export function useComputation<Q extends object, A>(
  question: () => Q | null,
  known: Answer<unknown>,
  { name, call }: { readonly name: string; readonly call: (asked: Q & { task: string }) => Promise<A> },
): Computation & Pick<TaskRun<Q, A>, 'result'> {
  const { result, error, isBusy, progress, run, cancel } = useTask(name, (task, asked: Q) => call({ ...asked, task }))
  watch(
    () => JSON.stringify(question()),
    () => {
      cancel()
      error.value = null
    },
  )
  return {
    ...{ result, isBusy, progress, cancel },
    error: computed(() => error.value ?? known.error.value),
    compute() {
      const asked = question()
      if (asked) void run(asked)
    },
  }
}

import { computed, watch, type ComputedRef } from 'vue'
import type { AppError, Run, TransferMatrix, TransferQuestionInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { useTask, type TaskRun } from '../../lib/use-task.ts'

export interface Transfer {
  /** As far as it is known; null where nothing was answered. */
  readonly matrix: ComputedRef<TransferMatrix | null>
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly progress: TaskRun<unknown, unknown>['progress']
  compute(): void
  cancel(): void
}

export type TransferWish = Pick<TransferQuestionInput, 'condition' | 'images'>

/** What of a transfer matrix is there, and the way to the rest; null asks nothing. */
export function useTransfer(wish: () => TransferWish | null, runs: () => readonly Run[]): Transfer {
  const { client } = useApi()
  const question = (): TransferQuestionInput | null => {
    const wanted = wish()
    return wanted && { ...wanted, models: runs().map(({ id }) => ({ run: id })) }
  }
  const known = useAnswer(question, (asked) => client.transfers.matrix(asked))
  const task = useTask('transfer', (name, asked: TransferQuestionInput) =>
    client.transfers.compute({ ...asked, task: name }),
  )
  // What is being computed is read as it comes.
  watch([task.progress, task.result], () => known.ask())
  watch(
    () => JSON.stringify(question()),
    () => {
      task.cancel()
      task.error.value = null
    },
  )
  return {
    matrix: computed(() => (known.error.value ? null : known.value.value)),
    error: computed(() => task.error.value ?? known.error.value),
    isBusy: task.isBusy,
    progress: task.progress,
    compute() {
      const asked = question()
      if (asked) void task.run(asked)
    },
    cancel: task.cancel,
  }
}

import { computed, watch, type ComputedRef } from 'vue'
import type { AppError, LayerSimilarity, SimilarityQuestionInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { useTask, type TaskRun } from '../../lib/use-task.ts'

export interface Similarity {
  /** Null where it was not computed. */
  readonly found: ComputedRef<LayerSimilarity | null>
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly progress: TaskRun<unknown, unknown>['progress']
  compute(): void
  cancel(): void
}

/** How alike layers are, where it was computed, and the way to have it computed; null asks nothing. */
export function useSimilarity(question: () => SimilarityQuestionInput | null): Similarity {
  const { client } = useApi()
  const key = (): string => JSON.stringify(question())
  const known = useAnswer(question, async (asked) => ({
    key: JSON.stringify(asked),
    answer: await client.similarity.known(asked),
  }))
  const task = useTask('similarity', (name, asked: SimilarityQuestionInput) =>
    client.similarity.compute({ ...asked, task: name }),
  )
  watch(task.result, () => known.ask())
  watch(key, () => {
    task.cancel()
    task.error.value = null
  })
  return {
    // An answer stands beside its question, so that none is shown of other runs.
    found: computed(() => (known.value.value?.key === key() ? known.value.value.answer : null)),
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

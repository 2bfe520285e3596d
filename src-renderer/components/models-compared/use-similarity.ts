import { computed, watch, type ComputedRef } from 'vue'
import type { LayerSimilarity, SimilarityQuestionInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { useComputation, type Computation } from './use-computation.ts'

export interface Similarity extends Computation {
  /** Null where it was not computed. */
  readonly found: ComputedRef<LayerSimilarity | null>
}

/** How alike layers are, where it was computed, and the way to have it computed; null asks nothing. */
export function useSimilarity(question: () => SimilarityQuestionInput | null): Similarity {
  const { client } = useApi()
  const known = useAnswer(question, async (asked) => ({
    key: JSON.stringify(asked),
    answer: await client.similarity.known(asked),
  }))
  const computation = useComputation(question, known, { name: 'similarity', call: client.similarity.compute })
  watch(computation.result, () => known.ask())
  return {
    ...computation,
    // An answer stands beside its question, so that none is shown of other runs.
    found: computed(() => (known.value.value?.key === JSON.stringify(question()) ? known.value.value.answer : null)),
  }
}

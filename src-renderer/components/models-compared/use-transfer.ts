import { computed, watch, type ComputedRef } from 'vue'
import type { Run, TransferMatrix, TransferQuestionInput } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { useComputation, type Computation } from './use-computation.ts'

export interface Transfer extends Computation {
  /** As far as it is known; null where nothing was answered. */
  readonly matrix: ComputedRef<TransferMatrix | null>
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
  const computation = useComputation(question, known, { name: 'transfer', call: client.transfers.compute })
  // What is being computed is read as it comes.
  watch([computation.progress, computation.result], () => known.ask())
  return {
    ...computation,
    matrix: computed(() => (known.error.value ? null : known.value.value)),
  }
}

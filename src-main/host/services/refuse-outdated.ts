import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../contract/index.ts'
import type { ExplanationKey } from '../../store/explanations.ts'
import type { HostContext } from '../context.ts'
import type { Subject } from './explained-subject.ts'

/**
 * For the transaction that keeps what was made of a subject. Throws `conflict` where its evaluation began anew since it
 * was looked up: its prediction is gone or another one, or it may be soon. `map`: one that has to be kept already.
 */
export function refuseOutdated(
  { store }: Pick<HostContext, 'store'>,
  { evaluation, stored }: Pick<Subject, 'evaluation' | 'stored'>,
  map?: ExplanationKey,
): void {
  const isSame =
    store.evaluations.get(evaluation.id)?.state === evaluation.state &&
    isDeepStrictEqual(store.predictions.get(evaluation.id, stored.image), stored)
  if (isSame && (!map || store.explanations.map(map))) return
  throw new AppError(
    'conflict',
    `Image ${stored.image} was evaluated anew meanwhile: what was made of it is dropped.`,
    {
      hint: 'Ask again when the evaluation is done.',
    },
  )
}

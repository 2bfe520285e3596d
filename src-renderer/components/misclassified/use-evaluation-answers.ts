import type { ComputedRef, ShallowRef } from 'vue'
import type { Checkpoint, Flips } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import type { Counts } from '../../charts/confusion.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import type { Subject } from './use-subject.ts'

type Known<A> = Readonly<ShallowRef<A | null>>

export interface EvaluationAnswers {
  readonly confusion: Known<Counts>
  /** Of the run that it is held against. */
  readonly otherConfusion: Known<Counts>
  /** From that run to this one. */
  readonly flips: Known<Flips>
  readonly checkpoints: Known<readonly Checkpoint[]>
}

/** What is counted over all images of the evaluation that is looked at; null until it is known. */
export function useEvaluationAnswers(subject: ComputedRef<Subject | null>): EvaluationAnswers {
  const { client } = useApi()
  const own = (): string | null => subject.value?.evaluation.id ?? null
  const against = (): string | null => subject.value?.against?.evaluation.id ?? null
  const pair = (): readonly [string, string] | null => {
    const [first, second] = [against(), own()]
    return first === null || second === null ? null : [first, second]
  }

  return {
    confusion: useAnswer(own, (id) => client.evaluations.confusion({ evaluation: id })).value,
    otherConfusion: useAnswer(against, (id) => client.evaluations.confusion({ evaluation: id })).value,
    flips: useAnswer(pair, ([first, second]) => client.evaluations.flips({ first, second })).value,
    checkpoints: useAnswer(
      () => subject.value?.run.id ?? null,
      (id) => client.runs.checkpoints({ id }),
    ).value,
  }
}

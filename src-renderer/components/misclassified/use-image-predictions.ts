import { computed, type ComputedRef } from 'vue'
import type { Evaluation, Prediction } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'
import { useEvaluations } from '../../stores/evaluations.ts'
import type { Subject } from './use-subject.ts'

/** The image under one of the conditions that its run was evaluated with. */
export interface ConditionOutcome {
  readonly evaluation: string
  readonly title: string
  /** Null where the evaluation has not seen the image. */
  readonly prediction: Prediction | null
}

/** What is stored of one image; no engine is needed for it. */
interface StoredOutcomes {
  readonly image: number
  readonly byEvaluation: ReadonlyMap<string, Prediction | null>
}

export interface ImagePredictions {
  readonly answer: Answer<StoredOutcomes>
  /** Of the evaluation that is looked at; of the image before while the new one is on its way. */
  readonly latest: ComputedRef<Prediction | null>
  /** Null while it is on its way. */
  readonly own: ComputedRef<Prediction | null>
  /** Under the clean condition, of the same checkpoint; null where that was not evaluated. */
  readonly clean: ComputedRef<Prediction | null>
  /** Of the run that this one is held against. */
  readonly against: ComputedRef<Prediction | null>
  /** Every condition of the same checkpoint and split, the one that is looked at included. */
  readonly outcomes: ComputedRef<readonly ConditionOutcome[]>
  /** Whether the evaluation that is looked at has no such image. */
  readonly isUnknown: ComputedRef<boolean>
}

/** The predictions of one image under all conditions of a checkpoint, and the other run's, in one question. */
export function useImagePredictions(
  question: () => { readonly subject: Subject; readonly image: number } | null,
): ImagePredictions {
  const { client } = useApi()
  const evaluations = useEvaluations()

  const answer = useAnswer(
    () => {
      const asked = question()
      if (!asked) return null
      const { evaluation, against, choices } = asked.subject
      const ids = [
        evaluation.id,
        ...choices.conditions.map((option) => option.evaluation),
        ...(against ? [against.evaluation.id] : []),
      ]
      return { evaluations: [...new Set(ids)], image: asked.image }
    },
    async (asked): Promise<StoredOutcomes> => {
      const predictions = await client.evaluations.ofImage(asked)
      const byEvaluation = new Map(asked.evaluations.map((id, index) => [id, predictions[index] ?? null]))
      return { image: asked.image, byEvaluation }
    },
  )
  const cleanEvaluation = computed((): Evaluation | undefined =>
    question()
      ?.subject.choices.conditions.flatMap((option) => evaluations.byId.get(option.evaluation) ?? [])
      .find(({ condition }) => condition.id === 'clean'),
  )

  const of = (id: string | undefined): Prediction | null =>
    (id === undefined ? null : answer.value.value?.byEvaluation.get(id)) ?? null
  const isPresent = computed(() => answer.value.value?.image === question()?.image)
  const present = (id: string | undefined): Prediction | null => (isPresent.value ? of(id) : null)
  const ownId = (): string | undefined => question()?.subject.evaluation.id
  return {
    answer,
    latest: computed(() => of(ownId())),
    own: computed(() => present(ownId())),
    clean: computed(() => present(cleanEvaluation.value?.id)),
    against: computed(() => of(question()?.subject.against?.evaluation.id)),
    outcomes: computed(() =>
      (question()?.subject.choices.conditions ?? []).map(({ evaluation, title }) => ({
        evaluation,
        title,
        prediction: of(evaluation),
      })),
    ),
    isUnknown: computed(() => isPresent.value && answer.value.value?.byEvaluation.get(ownId() ?? '') === null),
  }
}

import type { Catalog, Evaluation, MethodChoice, Split } from '../../../src-main/contract/index.ts'
import { conditionKey, conditionLabel } from '../methods.ts'

export interface ConditionOption {
  /** Equal for equal conditions. */
  readonly key: string
  readonly title: string
  readonly evaluation: string
}

/** What an evaluation's pickers offer: each other checkpoint, split and condition that its run was evaluated with. */
export interface EvaluationChoices {
  readonly checkpoints: readonly number[]
  readonly splits: readonly Split[]
  readonly conditions: readonly ConditionOption[]
}

const finished = (evaluations: readonly Evaluation[]): Evaluation[] =>
  evaluations.filter((it) => it.state === 'done' && it.checkpoint !== null)

/** `evaluations` are those of one run. Conditions are those of the chosen checkpoint and split. */
export function evaluationChoices(
  evaluations: readonly Evaluation[],
  chosen: Evaluation,
  catalog: Catalog | null,
): EvaluationChoices {
  const done = finished(evaluations)
  const alike = done.filter((it) => it.checkpoint === chosen.checkpoint && it.split === chosen.split)
  const byKey = new Map(alike.map((it) => [conditionKey(catalog, it.condition), it]))
  return {
    checkpoints: [...new Set(done.map((it) => it.checkpoint as number))].toSorted((a, b) => b - a),
    splits: [...new Set(done.map((it) => it.split))].toSorted().toReversed(),
    conditions: [...byKey].map(([key, it]) => ({
      key,
      title: conditionTitle(catalog, it.condition),
      evaluation: it.id,
    })),
  }
}

export function conditionTitle(catalog: Catalog | null, condition: MethodChoice): string {
  const { title, detail } = conditionLabel(catalog, condition)
  return detail === '' ? title : `${title} ${detail}`
}

export interface Wanted {
  readonly checkpoint?: number | null
  readonly split: Split
  readonly condition: MethodChoice
}

/**
 * The finished evaluation that is most like what is wanted: condition before split before checkpoint, and the newest of
 * equal ones. Undefined where the run has none.
 */
export function nearestEvaluation(
  evaluations: readonly Evaluation[],
  wanted: Wanted,
  catalog: Catalog | null,
): Evaluation | undefined {
  const key = conditionKey(catalog, wanted.condition)
  const likeness = (it: Evaluation): number =>
    (conditionKey(catalog, it.condition) === key ? 4 : 0) +
    (it.split === wanted.split ? 2 : 0) +
    (it.checkpoint === wanted.checkpoint ? 1 : 0)
  return finished(evaluations).toSorted((a, b) => likeness(b) - likeness(a) || b.createdAt - a.createdAt)[0]
}

/** The other run's evaluation of the same split and condition; undefined where there is none to hold against. */
export function sameCondition(
  evaluations: readonly Evaluation[],
  { split, condition }: Pick<Evaluation, 'split' | 'condition'>,
  catalog: Catalog | null,
): Evaluation | undefined {
  const key = conditionKey(catalog, condition)
  return finished(evaluations)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .find((it) => it.split === split && conditionKey(catalog, it.condition) === key)
}

import { canonicalMethod, parseMethod, type MethodChoice } from '../../contract/index.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { otherCheckpoint } from '../services/comparisons.ts'
import { conditionText, resolveCondition } from '../services/conditions.ts'
import { finishedEvaluations } from '../services/finished-evaluations.ts'
import { findRun } from '../services/runs.ts'

/** What a run was measured under, of one checkpoint, so that no measure holds two weights against each other. */
export interface MeasuredRun {
  readonly run: StoredRun
  readonly checkpoint: number | null
  /** Of validation images, by condition. */
  readonly evaluations: ReadonlyMap<string, StoredEvaluation>
}

/** Of the checkpoint with most evaluations, of several the one that was evaluated last. */
export function measuredRun(context: HostContext, id: string): MeasuredRun {
  const run = findRun(context, id)
  const groups = [...Map.groupBy(finishedEvaluations(context, run.id), ({ checkpoint }) => checkpoint)]
  const [checkpoint, own] = groups.toReversed().toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [null, []]
  return { run, checkpoint, evaluations: new Map(own.map((it) => [canonicalMethod(it.condition), it])) }
}

export const measuredRuns = (context: HostContext, ids: readonly string[]): MeasuredRun[] =>
  [...new Set(ids)].map((id) => measuredRun(context, id))

/** Its evaluation under a condition. */
export const evaluationUnder = ({ evaluations }: MeasuredRun, condition: MethodChoice): StoredEvaluation | undefined =>
  evaluations.get(canonicalMethod(condition))

export const cleanOf = (measured: MeasuredRun): StoredEvaluation | undefined =>
  evaluationUnder(measured, { id: 'clean', params: {} })

/** What every measure of a run begins with. */
export const named = (context: HostContext, { run, checkpoint }: MeasuredRun) => ({
  run: run.id,
  name: run.name,
  checkpoint: otherCheckpoint(context, run, checkpoint),
})

/** The text of each condition that one of them was evaluated under, clean first. */
export function conditionsOf(measured: readonly MeasuredRun[]): string[] {
  const texts = measured.flatMap(({ evaluations }) =>
    [...evaluations.values()].map(({ condition }) => conditionText(condition)),
  )
  return [...new Set(texts)].toSorted((a, b) => Number(b === 'clean') - Number(a === 'clean'))
}

/** Throws `invalid-input` where the text names no condition. */
export const readCondition = (text: string): MethodChoice => resolveCondition(parseMethod(text))

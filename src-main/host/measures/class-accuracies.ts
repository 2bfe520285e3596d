import type { ClassAccuracies } from '../../contract/index.ts'
import { accuracyPerClass } from '../../core/measures/accuracy.ts'
import type { HostContext } from '../context.ts'
import { datasetOf } from '../services/evaluations.ts'
import { evaluationUnder, measuredRuns, named, readCondition } from './measured-run.ts'

/** Accuracy of each class's images under a condition; runs that were not evaluated under it are left out. */
export function readClassAccuracies(
  context: HostContext,
  ids: readonly string[],
  condition: string,
): ClassAccuracies[] {
  const choice = readCondition(condition)
  return measuredRuns(context, ids).flatMap((measured) => {
    const evaluation = evaluationUnder(measured, choice)
    if (!evaluation) return []
    const cells = context.store.predictions.confusion(evaluation.id)
    const classes = accuracyPerClass(cells, datasetOf(context, measured.run).classes.length)
    const known = classes.flatMap((it) => it?.value ?? [])
    const balanced = known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
    return [{ ...named(context, measured), evaluation: String(evaluation.id), balanced, classes }]
  })
}

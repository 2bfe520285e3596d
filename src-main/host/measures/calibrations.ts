import type { CalibrationRow } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { conditionText } from '../services/conditions.ts'
import { cleanOf, evaluationUnder, measuredRuns, named, readCondition } from './measured-run.ts'

/** How far the probabilities of these runs can be trusted, under these conditions or all that there are. */
export function readCalibrations(
  context: HostContext,
  ids: readonly string[],
  conditions: readonly string[] | undefined,
): CalibrationRow[] {
  const choices = conditions?.map(readCondition)
  return measuredRuns(context, ids).flatMap((measured) => {
    const evaluations = choices
      ? choices.flatMap((choice) => evaluationUnder(measured, choice) ?? [])
      : [...measured.evaluations.values()]
    const clean = cleanOf(measured)
    const fit = clean ? context.store.calibrations.get(clean.id) : null
    return evaluations.map(({ id, condition }) => {
      const calibration = context.store.calibrations.get(id)
      const isOfFit = fit?.scaled?.temperature === calibration?.scaled?.temperature
      return {
        ...named(context, measured),
        condition: conditionText(condition),
        evaluation: String(id),
        calibration,
        fittedTo: fit?.scaled && isOfFit ? fit.all.n - fit.scaled.after.n : null,
      }
    })
  })
}

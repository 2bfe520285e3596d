import type { CheckOutcome } from '../../contract/evaluations.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { Reach } from '../evaluation/reach.ts'
import { robustnessChecks } from './index.ts'
import type { Sample } from './sample.ts'

/** Examines an evaluation under an attack; tells of each check before it begins. */
export async function runChecks(
  attack: MethodChoice,
  { reach, sample, tell }: { readonly reach: Reach; readonly sample: Sample; tell(title: string, index: number): void },
): Promise<CheckOutcome[]> {
  const { method, values } = findMethod('attacks', attack)
  const bounds = method.bounds(values)
  const outcomes: CheckOutcome[] = []
  for (const [index, { id, title, examine }] of robustnessChecks.entries()) {
    tell(title, index)
    outcomes.push({ id, ...(await examine({ bounds, reach, sample })) })
  }
  return outcomes
}

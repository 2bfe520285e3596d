import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { AttackCost } from '../methods.ts'
import { referenceSteps, withMoreSteps } from './attempts.ts'
import { squareQueries } from './black-box.ts'

/** Of how many images checks try attacks. */
export const sampleSize = 100

/** The most passes that the checks of an evaluation under this attack make of each image of their sample. */
export function costOfChecks(attack: MethodChoice, model: { readonly classes: number }): AttackCost {
  const { method, values } = findMethod('attacks', attack)
  const { norm, radius } = method.bounds(values)
  const always = { gradients: 1 + referenceSteps, forwards: 4 }
  if (radius === null) return always
  const { more } = withMoreSteps({ id: method.id, params: values }, { norm, radius })
  const doubled = findMethod('attacks', more)
  const { gradients, forwards } = doubled.method.cost(doubled.values, model)
  return {
    gradients: always.gradients + 1 + 2 * referenceSteps + gradients,
    forwards: always.forwards + forwards + squareQueries + 4,
  }
}

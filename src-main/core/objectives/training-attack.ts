import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'

/** The attack that an objective trains against; null where there is none. */
export function trainingAttackOf(objective: MethodChoice): MethodChoice | null {
  const { method, values } = findMethod('objectives', objective)
  return method.trainingAttack(values)
}

import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { Norm } from './direction.ts'

const ascents = { infinity: 'pgd', l2: 'pgd-l2', l1: 'pgd-l1' } as const satisfies Record<Norm, string>

/** Projected gradient descent in a norm, from a random start of the ball. */
export const ascentIn = (norm: Norm, epsilon: number, steps: number): MethodChoice => ({
  id: ascents[norm],
  params: { epsilon, steps },
})

/** One step of the whole radius from the image itself: FGSM in L∞. */
export const singleStepIn = (norm: Norm, epsilon: number): MethodChoice => ({
  id: ascents[norm],
  params: { epsilon, stepSize: epsilon, steps: 1, randomStart: false },
})

/** Square in a norm; null where there is none. */
export function squareIn(norm: Norm, epsilon: number, queries: number): MethodChoice | null {
  if (norm === 'l1') return null
  return { id: norm === 'infinity' ? 'square' : 'square-l2', params: { epsilon, queries } }
}

/** The most gradients that an attack takes of an image, of ten classes: only attacks that take many depend on them. */
export function gradientsOf(attack: MethodChoice): number {
  const { method, values } = findMethod('attacks', attack)
  return method.cost(values, { classes: 10 }).gradients
}

import type { MethodChoice } from '../../contract/method.ts'
import type { Norm } from '../attacks/direction.ts'
import { findMethod } from '../catalog.ts'
import type { Examined } from './check.ts'

/** Steps of the attack that others are held against. */
export const referenceSteps = 20

/** Attacks of more gradients than this are not made again with twice the steps. */
const mostGradients = 100

const ascents = { infinity: 'pgd', l2: 'pgd-l2', l1: 'pgd-l1' } as const satisfies Record<Norm, string>

/** Projected gradient descent in the attack's norm, from a random start of the ball. */
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

/**
 * The attack with so many steps and with twice as many: the evaluated one where its steps are its own to choose and few,
 * else the reference.
 */
export function withMoreSteps(
  attack: MethodChoice,
  { norm, radius }: { readonly norm: Norm; readonly radius: number },
): { readonly fewer: MethodChoice | null; readonly more: MethodChoice; readonly steps: number } {
  const { method, values } = findMethod('attacks', attack)
  const { steps } = values
  if (typeof steps === 'number') {
    const more = { id: method.id, params: { ...values, steps: 2 * steps } }
    // Classes only matter to attacks that are too dear anyway.
    if (method.cost(more.params, { classes: 10 }).gradients <= mostGradients) return { fewer: null, more, steps }
  }
  const of = (count: number): MethodChoice => ascentIn(norm, radius, count)
  return { fewer: of(referenceSteps), more: of(2 * referenceSteps), steps: referenceSteps }
}

/** Whether the attack searches by logits alone too, without gradients. */
export const searchesByLogits = (attack: MethodChoice): boolean =>
  findMethod('attacks', attack).method.searchesByLogits === true

/** Which images are right under every attack with gradients that the checks make, and under the evaluated one. */
export async function standingUnderGradients(
  { bounds, sample }: Examined,
  radius: number,
  { withEvaluated }: { readonly withEvaluated: boolean },
): Promise<boolean[]> {
  const { more } = withMoreSteps(sample.attack, { norm: bounds.norm, radius })
  let standing = sample.evaluated.map((isRight) => isRight || !withEvaluated)
  for (const attack of [singleStepIn(bounds.norm, radius), ascentIn(bounds.norm, radius, referenceSteps), more]) {
    const right = await sample.right(attack)
    standing = standing.map((stands, place) => stands && right[place] === true)
  }
  return standing
}

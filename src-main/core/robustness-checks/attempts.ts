import type { MethodChoice } from '../../contract/method.ts'
import { ascentIn, gradientsOf, singleStepIn } from '../attacks/attack-in-norm.ts'
import type { Norm } from '../attacks/direction.ts'
import { findMethod } from '../catalog.ts'
import type { Examined } from './check.ts'

/** Steps of the attack that others are held against. */
export const referenceSteps = 20

/** Attacks of more gradients than this are not made again with twice the steps. */
const mostGradients = 100

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
    if (gradientsOf(more) <= mostGradients) return { fewer: null, more, steps }
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

import { canonicalMethod, type MethodChoice } from '../contract/index.ts'
import { resolveCondition } from '../core/evaluation/condition.ts'
import type { HostContext } from './context.ts'

/**
 * Gives the conditions of stored evaluations the parameters that their methods have got since, at their defaults: equal
 * conditions are equal text, and what was measured is found again.
 */
export function completeConditions({ store }: Pick<HostContext, 'store'>): void {
  for (const condition of store.evaluations.conditions()) {
    const whole = completed(condition)
    if (canonicalMethod(whole) !== canonicalMethod(condition)) store.evaluations.rewriteCondition(condition, whole)
  }
}

/** As it is where its method is not there any more, or takes other values. */
function completed(condition: MethodChoice): MethodChoice {
  try {
    const { id, params } = resolveCondition(condition)
    return { id, params: { ...params } }
  } catch {
    return condition
  }
}

import { suggest } from '../../contract/catalog.ts'
import type { EvaluationPlan } from '../../contract/plans.ts'
import { UsageError } from '../usage-error.ts'

/** Finds the plan that a person means by its id or its title, in whatever case. */
export function findPlan(plans: readonly EvaluationPlan[], reference: string): EvaluationPlan {
  const wanted = reference.toLowerCase()
  const found = plans.find(({ id, title }) => id === reference || title.toLowerCase() === wanted)
  if (found) return found
  throw new UsageError(`There is no plan "${reference}".`, {
    hint: `${suggest(
      reference,
      plans.map(({ id, isShipped, title }) => (isShipped ? id : title)),
    )} "adversarium plan list" lists them.`,
  })
}

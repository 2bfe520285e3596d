import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  AppError,
  canonicalMethod,
  PlanContent,
  suggest,
  type EvaluationPlan,
  type MethodChoice,
} from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { newId } from '../new-id.ts'
import { resolveCondition } from './conditions.ts'

type Context = Pick<HostContext, 'programFolder' | 'store'>

/** The plans that come with the program: resources/plans/<id>.json. */
function shippedPlans({ programFolder }: Pick<HostContext, 'programFolder'>): EvaluationPlan[] {
  const folder = join(programFolder, 'resources', 'plans')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const content = PlanContent.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      return { id: basename(name, '.json'), ...content, isShipped: true }
    })
    .toSorted((a, b) => a.conditions.length - b.conditions.length)
}

/** Those that come with the program, the shortest first, then the user's own by title. */
export function listPlans(context: Context): EvaluationPlan[] {
  return [...shippedPlans(context), ...context.store.plans.list()]
}

export function findPlan(context: Context, id: string): EvaluationPlan {
  const all = listPlans(context)
  const plan = all.find((candidate) => candidate.id === id)
  if (plan) return plan
  throw new AppError('not-found', `There is no plan "${id}".`, {
    hint: suggest(
      id,
      all.map((candidate) => candidate.id),
    ),
  })
}

/** Every condition must be one that images can go through; equal ones are kept once. `id`: that of an own plan to replace. */
export function savePlan(context: HostContext, id: string | null, content: PlanContent): EvaluationPlan {
  const { store, now } = context
  const conditions = distinct(content.conditions)
  const all = listPlans(context)
  const old = id === null ? undefined : findPlan(context, id)
  if (old?.isShipped)
    throw new AppError('conflict', `"${old.title}" comes with the program: save it under another title.`)
  const namesake = all.find((plan) => plan.title.toLowerCase() === content.title.toLowerCase() && plan.id !== id)
  if (namesake) {
    const whose = namesake.isShipped ? 'The program comes with' : 'You have'
    throw new AppError('conflict', `${whose} a plan "${namesake.title}" already.`, {
      hint: namesake.isShipped ? 'Choose another title.' : 'Choose another title, or remove that one first.',
    })
  }
  const plan = { ...content, conditions, id: id ?? newId(), isShipped: false }
  context.journal(() => store.plans.put(plan, now()))
  return plan
}

/** Those that leave a default unsaid are equal to those that say it. */
const distinct = (conditions: readonly MethodChoice[]): MethodChoice[] => [
  ...new Map(conditions.map((condition) => [canonicalMethod(resolveCondition(condition)), condition])).values(),
]

/** To the trash. */
export function removePlan(context: HostContext, id: string): null {
  const plan = findPlan(context, id)
  if (plan.isShipped) throw new AppError('conflict', `"${plan.title}" comes with the program: it cannot be removed.`)
  return context.journal((announce) => {
    context.store.plans.setTrashed(id, context.now())
    announce('trash', 'changed', { kind: 'plan' })
    return null
  })
}

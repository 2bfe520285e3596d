import { z } from 'zod'
import { call } from './define.ts'
import { Evaluation } from './evaluations.ts'
import { formatMethod, MethodChoice } from './method.ts'
import { RunId, SingleKind } from './runs.ts'
import { Split } from './split.ts'

/** What a plan's file holds, too: conditions to evaluate under, and on which images. */
export const PlanContent = z.object({
  title: z.string().trim().min(1).max(80),
  summary: z.string().trim().max(500).default(''),
  split: Split.default('validation'),
  /** How many images of the split, drawn once for ever; null: all. */
  images: z.int().min(1).nullable().default(null),
  conditions: z.array(MethodChoice).min(1).max(2000),
})
export type PlanContent = z.output<typeof PlanContent>

/** A named list of conditions: one that comes with the program, or one's own. */
export const EvaluationPlan = PlanContent.extend({ id: z.string(), isShipped: z.boolean() })
export type EvaluationPlan = z.output<typeof EvaluationPlan>

/** A plan as a file holds it: conditions as text, which is read back. */
export const planFile = (plan: PlanContent): string => {
  const { conditions, ...content } = PlanContent.parse(plan)
  return `${JSON.stringify({ ...content, conditions: conditions.map(formatMethod) }, null, 2)}\n`
}

/** A plan over checkpoints of some runs. */
export const PlanWork = z.object({
  /** Id of a plan. */
  plan: z.string(),
  subjects: z
    .array(z.object({ run: RunId, checkpoint: z.union([SingleKind, z.int()]).default('last') }))
    .min(1)
    .max(200),
  /** In place of the plan's own number; null: that. */
  images: z.int().min(1).nullable().default(null),
})
export type PlanWork = z.output<typeof PlanWork>

/** `now`: also the engine of what is being computed, without waiting for its batch. */
export const PlanCancel = PlanWork.extend({ now: z.boolean().default(false) })
export type PlanCancel = z.output<typeof PlanCancel>

/** How far a plan is over some runs. */
export const PlanProgress = z.object({
  /** Evaluations that it takes in all: runs × conditions. */
  total: z.int(),
  done: z.int(),
  /** That wait, or are being computed. */
  waiting: z.int(),
  failed: z.int(),
  /** Of what waits, by the time that others took; null where none is done yet, or nothing waits. */
  secondsLeft: z.number().nullable(),
  /** Those that are there, in the order of the conditions, a run after the other. */
  evaluations: z.array(Evaluation),
  /** What cannot be evaluated, in sentences: a condition, a run without its checkpoint, one that runs on fewer images. */
  leftOut: z.array(z.string()),
})
export type PlanProgress = z.output<typeof PlanProgress>

export const plans = {
  /** Those that come with the program, then one's own by title. */
  list: call(z.object({}), z.array(EvaluationPlan)),
  /** Under a new id, or in place of one's own with this id. */
  save: call(PlanContent.extend({ id: z.string().nullable().default(null) }), EvaluationPlan),
  remove: call(z.object({ id: z.string() }), z.null()),
  progress: call(PlanWork, PlanProgress),
  /** Queues what is missing: clean first, then what takes least. What is done on as many images stands. */
  start: call(PlanWork, PlanProgress),
  /** Ends what waits or is being computed of it; what is done stays, and Start goes on. */
  cancel: call(PlanCancel, PlanProgress),
}

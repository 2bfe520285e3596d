import {
  AppError,
  type EvaluationPlan,
  type MethodChoice,
  type PlanProgress,
  type PlanWork,
  type SingleKind,
} from '../../contract/index.ts'
import { evaluationPasses } from '../../core/studies/evaluation-passes.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import { conditionText, resolveConditions } from './conditions.ts'
import { describeEvaluation } from './describe.ts'
import { chooseCheckpoint, datasetOf, findKnown, launchEvaluations } from './evaluations.ts'
import { findPlan } from './plans.ts'
import { cancelQueued, findRun, refuseTrashed } from './runs.ts'
import { countSeen, requireSeen } from './seen-images.ts'
import { secondsLeft } from './time-left.ts'

/** One evaluation that a plan asks for. */
export interface PlanTask {
  readonly run: StoredRun
  readonly checkpoint: SingleKind | number
  readonly condition: MethodChoice
  readonly n: number
  /** Passes of each image, forward and back. */
  readonly passes: number
  /** What is there of it. */
  readonly known: StoredEvaluation | undefined
}

interface Work {
  readonly plan: EvaluationPlan
  readonly images: number | null
  /** A run after the other, each in the plan's order. */
  readonly tasks: readonly PlanTask[]
  readonly leftOut: readonly string[]
}

/** How far a plan is over these runs. */
export function planProgress(context: HostContext, request: PlanWork): PlanProgress {
  const { tasks, leftOut } = readWork(context, request)
  const states = tasks.map(stateOf)
  const count = (state: ReturnType<typeof stateOf>): number => states.filter((it) => it === state).length
  return {
    ...{ total: tasks.length, done: count('done'), waiting: count('waiting'), failed: count('failed') },
    secondsLeft: secondsLeft(
      context,
      tasks.filter((task) => stateOf(task) === 'waiting'),
      tasks.filter((task) => stateOf(task) === 'done'),
    ),
    evaluations: tasks.flatMap(({ known }) => (known ? [describeEvaluation(known)] : [])),
    leftOut: [...leftOut],
  }
}

/**
 * Queues what is missing: clean first, then what takes fewest passes, and of as many passes a run after the other, so
 * that its model stays on the device.
 */
export function startPlan(context: HostContext, queue: Queue, request: PlanWork): PlanProgress {
  const { plan, images, tasks } = readWork(context, request)
  for (const { run } of tasks) refuseTrashed(run, 'evaluated')
  const missing = tasks.filter((task) => stateOf(task) !== 'done')
  const ordered = missing.toSorted((a, b) => rankOf(a) - rankOf(b))
  for (const { run, checkpoint, conditions } of runsOfEqual(ordered)) {
    launchEvaluations(context, queue, { run: run.id, checkpoint, conditions, split: plan.split, images, again: false })
  }
  return planProgress(context, request)
}

/** Ends what waits or runs of it. What an evaluation has predicted stays, and it goes on there when it is asked for again. */
export function cancelPlan(context: HostContext, queue: Pick<Queue, 'cancel'>, request: PlanWork): PlanProgress {
  const { tasks } = readWork(context, request)
  const ids = new Set(tasks.flatMap(({ known }) => (known ? [known.id] : [])))
  context.journal((announce) => {
    for (const run of new Set(tasks.map((task) => task.run.id))) {
      cancelQueued(context, announce, run, 'Cancelled with its plan.', ({ id }) => ids.has(id))
    }
  })
  for (const { known } of tasks) if (known?.state === 'running') queue.cancel(known.run, { now: false })
  return planProgress(context, request)
}

const rankOf = ({ condition, passes }: PlanTask): number => (condition.id === 'clean' ? 0 : passes)

/** Neighbours of the same checkpoint as one request. */
function runsOfEqual(tasks: readonly PlanTask[]) {
  const groups: { run: StoredRun; checkpoint: SingleKind | number; conditions: MethodChoice[] }[] = []
  for (const { run, checkpoint, condition } of tasks) {
    const last = groups.at(-1)
    if (last?.run.id === run.id && last.checkpoint === checkpoint) last.conditions.push(condition)
    else groups.push({ run, checkpoint, conditions: [condition] })
  }
  return groups
}

function stateOf({ known, n }: PlanTask): 'done' | 'waiting' | 'failed' | 'missing' {
  if (!known || known.state === 'cancelled') return 'missing'
  if (known.state === 'failed') return 'failed'
  if (known.state === 'done') return known.n >= n ? 'done' : 'missing'
  return 'waiting'
}

function readWork(context: HostContext, { plan: id, subjects, images: given }: PlanWork): Work {
  const plan = findPlan(context, id)
  const images = given ?? plan.images
  const leftOut = new Set<string>()
  const tasks = subjects.flatMap(({ run: name, checkpoint }) => {
    const run = findRun(context, name)
    const dataset = datasetOf(context, run)
    const kept = chooseCheckpoint(context, run, checkpoint)
    const family = context.store.runs.ofExperiment(run.experiment, 1000).map(({ config }) => config)
    const { conditions, isTrainingAttackMissing } = resolveConditions(plan.conditions, [run.config, ...family])
    if (isTrainingAttackMissing) leftOut.add(`No run of the experiment of "${run.name}" trains against an attack.`)
    return conditions.flatMap((condition): PlanTask[] => {
      const wish = { condition, split: plan.split, images }
      const reason = whyNot(() => requireSeen(context, dataset, wish))
      if (reason !== null) {
        leftOut.add(`${conditionText(condition)}: ${reason}`)
        return []
      }
      const n = countSeen(context, dataset, wish)
      const known = findKnown(context, { run: run.id, checkpoint: kept, split: plan.split, condition })
      const size = { classes: dataset.classes.length, images: n }
      return [{ run, checkpoint, condition, n, known, passes: evaluationPasses(condition, run.config, size).likely }]
    })
  })
  return { plan, images, tasks, leftOut: [...leftOut] }
}

/** What a check says against it; null: nothing. */
function whyNot(check: () => void): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

import {
  AppError,
  formatMethod,
  type EvaluationPlan,
  type MethodChoice,
  type PlanCancel,
  type PlanProgress,
  type PlanWork,
  type SingleKind,
} from '../../contract/index.ts'
import { evaluationPasses } from '../../core/studies/evaluation-passes.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import { conditionText, resolveCondition, resolveConditions } from './conditions.ts'
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
  const { done = [], waiting = [], failed = [] } = Object.groupBy(tasks, stateOf)
  return {
    ...{ total: tasks.length, done: done.length, waiting: waiting.length, failed: failed.length },
    secondsLeft: secondsLeft(context, waiting, done),
    evaluations: tasks.flatMap(({ known }) => (known ? [describeEvaluation(known)] : [])),
    leftOut: [...leftOut],
  }
}

/**
 * Queues what is missing: clean first, then what takes fewest passes, and of as many passes a run after the other, so
 * that its model stays on the device.
 */
export function startPlan(context: HostContext, queue: Queue, request: PlanWork): PlanProgress {
  const { plan, images, tasks, leftOut } = readWork(context, request)
  for (const { run } of tasks) refuseTrashed(run, 'evaluated')
  if (tasks.length === 0) {
    throw new AppError('conflict', `Nothing of "${plan.title}" can be evaluated. ${leftOut.join(' ')}`)
  }
  const missing = tasks.filter((task) => stateOf(task) !== 'done' && !isOnFewer(task))
  const ordered = missing.toSorted((a, b) => rankOf(a) - rankOf(b))
  for (const { run, checkpoint, conditions } of runsOfEqual(ordered)) {
    launchEvaluations(context, queue, { run: run.id, checkpoint, conditions, split: plan.split, images, again: false })
  }
  return planProgress(context, request)
}

/** Ends what waits or runs of it. What an evaluation has predicted stays, and it goes on there when it is asked for again. */
export function cancelPlan(
  context: HostContext,
  queue: Pick<Queue, 'cancel'>,
  { now, ...request }: PlanCancel,
): PlanProgress {
  const { tasks } = readWork(context, request)
  const ids = new Set(tasks.flatMap(({ known }) => (known ? [known.id] : [])))
  context.journal((announce) => {
    for (const run of new Set(tasks.map((task) => task.run.id))) {
      cancelQueued(context, announce, run, 'Cancelled with its plan.', ({ id }) => ids.has(id))
    }
  })
  for (const { known } of tasks) if (known?.state === 'running') queue.cancel(known.run, { now })
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

/** It is being evaluated on fewer images: more can be asked for when that is done. */
const isOnFewer = ({ known, n }: PlanTask): boolean => known?.state === 'running' && known.n < n

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
  const leaveOut = (reason: string): void => void leftOut.add(reason)
  // One that a method of another version made may be of none that there is.
  const conditions = plan.conditions.filter((condition) =>
    attempt(
      () => resolveCondition(condition),
      (reason) => leaveOut(`${formatMethod(condition)}: ${reason}`),
    ),
  )
  const taken = new Set<string>()
  const tasks = subjects.flatMap(({ run: name, checkpoint }) => {
    const run = findRun(context, name)
    const kept = attempt(() => chooseCheckpoint(context, run, checkpoint), leaveOut)
    const subject = `${run.id} ${kept}`
    if (kept === undefined || taken.has(subject)) return []
    taken.add(subject)
    return tasksOf(context, { run, checkpoint, kept, images, plan: { ...plan, conditions } }, leaveOut)
  })
  return { plan, images, tasks, leftOut: [...leftOut] }
}

interface ChosenSubject {
  readonly run: StoredRun
  readonly checkpoint: SingleKind | number
  /** Its number; null where the run is still to end. */
  readonly kept: number | null
  readonly images: number | null
  readonly plan: EvaluationPlan
}

function tasksOf(context: HostContext, subject: ChosenSubject, leaveOut: (reason: string) => void): PlanTask[] {
  const { run, checkpoint, kept, images, plan } = subject
  const dataset = datasetOf(context, run)
  const family = context.store.runs.ofExperiment(run.experiment, 1000).map(({ config }) => config)
  const { conditions, isTrainingAttackMissing } = resolveConditions(plan.conditions, [run.config, ...family])
  if (isTrainingAttackMissing) leaveOut(`No run of the experiment of "${run.name}" trains against an attack.`)
  return conditions.flatMap((condition): PlanTask[] => {
    const wish = { condition, split: plan.split, images }
    const n = attempt(
      () => {
        requireSeen(context, dataset, wish)
        return countSeen(context, dataset, wish)
      },
      (reason) => leaveOut(`${conditionText(condition)}: ${reason}`),
    )
    if (n === undefined) return []
    const known = findKnown(context, { run: run.id, checkpoint: kept, split: plan.split, condition })
    const size = { classes: dataset.classes.length, images: n }
    const passes = evaluationPasses(condition, run.config, size).likely
    const task = { run, checkpoint, condition, n, known, passes }
    if (known && isOnFewer(task)) {
      leaveOut(
        `${conditionText(condition)}: "${run.name}" is being evaluated on ${known.n} images: ask for ${n} when that is done.`,
      )
    }
    return [task]
  })
}

/** What it comes to; undefined where it is refused, with the reason told. */
function attempt<T>(make: () => T, refused: (reason: string) => void): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    refused(error.message)
    return undefined
  }
}

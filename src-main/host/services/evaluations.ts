import {
  AppError,
  isActive,
  type Emit,
  type Evaluation,
  type MethodChoice,
  type SingleKind,
  type Split,
} from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import { conditionText, resolveConditions } from './conditions.ts'
import { describeEvaluation } from './describe.ts'
import { queueAnew, queueEvaluation } from './queue-evaluation.ts'
import { findRun, refuseImported, refuseTrashed } from './runs.ts'
import { countSeen, requireSeen } from './seen-images.ts'

export interface EvaluationRequest {
  readonly run: string
  readonly conditions: readonly MethodChoice[]
  readonly split: Split
  readonly checkpoint: SingleKind | number
  /** null: all of the split. */
  readonly images: number | null
  /** Also what is done: it is evaluated anew. */
  readonly again: boolean
}

/**
 * Queues what is not there yet; an evaluation that is done, queued or running on as many images is returned as it is.
 * Throws `conflict` where one is running on fewer.
 */
export function launchEvaluations(
  context: HostContext,
  queue: Pick<Queue, 'wake' | 'goOn'>,
  request: EvaluationRequest,
): Evaluation[] {
  const { store } = context
  const run = findRun(context, request.run)
  refuseTrashed(run, 'evaluated')
  refuseImported(context, run, 'evaluated')
  const family = store.runs.ofExperiment(run.experiment, 1000).map(({ config }) => config)
  const { conditions, isTrainingAttackMissing } = resolveConditions(request.conditions, [run.config, ...family])
  if (isTrainingAttackMissing) {
    throw new AppError('invalid-input', `No run of the experiment of "${run.name}" trains against an attack.`, {
      hint: 'Name the attack, e.g. fgsm:epsilon=2/255.',
    })
  }
  const checkpoint = chooseCheckpoint(context, run, request.checkpoint)
  const dataset = datasetOf(context, run)
  const { split, images } = request
  const wishes = conditions.map((condition) => ({ condition, split, images }))
  for (const wish of wishes) requireSeen(context, dataset, wish)
  const evaluations = context.journal((announce) =>
    wishes.map((wish) => {
      const { condition } = wish
      const n = countSeen(context, dataset, wish)
      const known = findKnown(context, { run: run.id, checkpoint, split, condition })
      if (known?.state === 'running') return running(run, known, n)
      if (known?.state === 'queued') return extend(context, announce, known, n)
      if (known?.state === 'done' && known.n >= n && !request.again) return describeEvaluation(known)
      if (known) return queueAnew(context, announce, known, n)
      const asked = { run: run.id, checkpoint, split, condition, n, createdAt: context.now() }
      return queueEvaluation(context, announce, store.evaluations.insert(asked))
    }),
  )
  for (const { id, state } of evaluations) if (state === 'running') queue.goOn(Number(id))
  queue.wake({ unpause: true })
  return evaluations
}

/** It waits for its turn: it may as well see more images. */
export function extend(
  { store }: Pick<HostContext, 'store'>,
  announce: Emit,
  waiting: StoredEvaluation,
  n: number,
): Evaluation {
  if (waiting.n >= n) return describeEvaluation(waiting)
  const extended = describeEvaluation(store.evaluations.askAnew(waiting.id, n))
  announce('evaluations', 'changed', extended)
  return extended
}

/** Throws `conflict` where it was begun on fewer images. */
function running(run: StoredRun, evaluation: StoredEvaluation, n: number): Evaluation {
  if (evaluation.n >= n) return describeEvaluation(evaluation)
  const what = `"${run.name}" is being evaluated under ${conditionText(evaluation.condition)}`
  throw new AppError('conflict', `${what} on ${evaluation.n} images: more can be seen when that is done.`, {
    hint: `Ask for ${n} images then, or cancel it.`,
  })
}

/** null: the run is still to end, and its last checkpoint will be taken. */
export function chooseCheckpoint({ store }: HostContext, run: StoredRun, which: SingleKind | number): number | null {
  const isOpen = isActive(run.state)
  if (isOpen && which === 'last') return null
  const kept = store.checkpoints.kept(run.id)
  const checkpoint = kept.find(({ id, kind }) => id === which || kind === which)
  // Until the run has ended, another one may take its place before its turn comes.
  if (isOpen && checkpoint?.kind !== 'epoch') {
    throw new AppError('conflict', `"${run.name}" is ${run.state}: its best checkpoint is known when it has ended.`)
  }
  if (checkpoint) return checkpoint.id
  const hint = kept.length === 0 ? 'Launch it again.' : 'Evaluate its last checkpoint.'
  if (typeof which === 'number')
    throw new AppError('not-found', `"${run.name}" keeps no checkpoint ${which}.`, { hint })
  throw new AppError('conflict', `"${run.name}" has no ${which} checkpoint: there is nothing to evaluate.`, { hint })
}

export function findKnown(
  { store }: HostContext,
  wanted: { run: string; checkpoint: number | null; split: Split; condition: MethodChoice },
): StoredEvaluation | undefined {
  if (wanted.checkpoint !== null) return store.evaluations.find(wanted.checkpoint, wanted.split, wanted.condition)
  return store.evaluations.findWaiting(wanted.run, wanted.split, wanted.condition)
}

export function datasetOf({ store }: Pick<HostContext, 'store'>, run: StoredRun): StoredDataset {
  const dataset = run.dataset === null ? undefined : store.datasets.get(run.dataset)
  if (dataset) return dataset
  refuseImported({ store }, run, 'shown images')
  throw new Error(`Run ${run.id} names the dataset ${run.dataset}, which has no row.`)
}

export function listEvaluations(context: HostContext, runs: readonly string[] | undefined): Evaluation[] {
  const { evaluations } = context.store
  const rows =
    runs === undefined ? evaluations.list() : runs.flatMap((run) => evaluations.ofRun(findRun(context, run).id))
  return rows.map(describeEvaluation)
}

export function findEvaluation({ store }: Pick<HostContext, 'store'>, id: string): StoredEvaluation {
  const evaluation = /^\d{1,15}$/.test(id) ? store.evaluations.get(Number(id)) : undefined
  if (evaluation) return evaluation
  throw new AppError('not-found', `There is no evaluation "${id}".`)
}

/** counts[truth][predicted] */
export function readConfusion(context: HostContext, id: string): number[][] {
  const evaluation = findEvaluation(context, id)
  const classes = datasetOf(context, findRun(context, evaluation.run)).classes.length
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  for (const { truth, predicted, count } of context.store.predictions.confusion(evaluation.id)) {
    const row = counts[truth]
    if (row) row[predicted] = count
  }
  return counts
}

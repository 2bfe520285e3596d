import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import type { EvaluateJob, Job, TrainJob } from '../engine/protocol.ts'
import type { StoredEvaluation } from '../store/evaluations.ts'
import type { StoredJob } from '../store/jobs.ts'
import type { StoredRun } from '../store/runs.ts'
import type { HostContext } from './context.ts'
import { corruptedSourceOf } from './services/corrupted-folders.ts'
import { datasetOf, findEvaluation } from './services/evaluations.ts'
import { findRun } from './services/runs.ts'
import { requireSeen } from './services/seen-images.ts'
import { initialWeightsOf } from './services/weights.ts'

/** All that an engine needs for this job. A training goes on from the run's last checkpoint where there is one. */
export function buildJob(context: HostContext, job: StoredJob): Job {
  const { workspace, store } = context
  const run = findRun(context, job.run)
  const id = String(job.id)
  const { config } = run
  const dataset = datasetOf(context, run)
  const datasetFolder = join(workspace.folder, dataset.folder)
  if (job.evaluation === null) {
    const last = store.checkpoints.keptOfKind(run.id, 'last')
    const resumeFrom = last ? join(workspace.folder, last.path) : null
    const runFolder = join(workspace.runs, run.id)
    const fork = forkOf(context, run)
    const initialWeights = last || fork ? null : initialWeightsOf(context, config)
    return { kind: 'train', id, config, datasetFolder, runFolder, resumeFrom, initialWeights, fork }
  }
  const evaluation = findEvaluation(context, String(job.evaluation))
  const { checkpoint, split, condition, n } = evaluation
  const file = checkpoint === null ? undefined : store.checkpoints.get(checkpoint)
  if (!file) throw new AppError('conflict', `"${run.name}" has no checkpoint: there is nothing to evaluate.`)
  // While it waited, the folder that it reads may have been taken away or exchanged.
  requireSeen(context, dataset, { condition, split, images: null })
  const temperature = store.calibrations.temperatureOf(file.id)
  return {
    kind: 'evaluate',
    id,
    config,
    datasetFolder,
    checkpoint: join(workspace.folder, file.path),
    split,
    condition,
    corrupted: corruptedSourceOf(context, dataset, { condition, split }),
    images: n,
    temperature,
    begun: begunOf(context, evaluation, temperature),
    surrogate: surrogateFor(context, run),
  }
}

/**
 * What is known of the images that were predicted, where it goes on behind them: of those that were scaled by this
 * temperature. Clean ones begin anew, since a temperature is fitted to all at once, and they take no time.
 */
function begunOf(
  { store }: HostContext,
  { id, begun, condition }: StoredEvaluation,
  temperature: number | null,
): EvaluateJob['begun'] {
  if (begun === 0 || condition.id === 'clean') return null
  const all = store.evaluatedParts.list(id)
  const others = all.findIndex((part) => part.temperature !== temperature)
  const parts = others < 0 ? all : all.slice(0, others)
  if (parts.length === 0) return null
  return { images: parts.reduce((sum, { n }) => sum + n, 0), right: store.predictions.right(id), parts }
}

/**
 * The last checkpoint of another run on the same images that was done, whose adversarial images are tried on this one: of
 * the same experiment where there is one, and the newest.
 */
function surrogateFor({ workspace, store }: HostContext, run: StoredRun): EvaluateJob['surrogate'] {
  const other = store.runs.doneBeside(run)
  const last = other && store.checkpoints.keptOfKind(other.id, 'last')
  return last ? { name: other.name, config: other.config, checkpoint: join(workspace.folder, last.path) } : null
}

/** The checkpoint of another run that this one starts from. */
function forkOf({ workspace, store }: HostContext, run: StoredRun): TrainJob['fork'] {
  const origin = store.origins.ofRun(run.id)
  if (!origin) return null
  const { path, keepsProgress, keepsSchedule, keepsPlace } = origin
  return { checkpoint: join(workspace.folder, path), keepsProgress, keepsSchedule, keepsPlace }
}

import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import type { EvaluateJob, Job, TrainJob } from '../engine/protocol.ts'
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
  const { checkpoint, split, condition, n, begun } = findEvaluation(context, String(job.evaluation))
  const file = checkpoint === null ? undefined : store.checkpoints.get(checkpoint)
  if (!file) throw new AppError('conflict', `"${run.name}" has no checkpoint: there is nothing to evaluate.`)
  // While it waited, the folder that it reads may have been taken away or exchanged.
  requireSeen(context, dataset, { condition, split, images: null })
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
    temperature: store.calibrations.temperatureOf(file.id),
    begun: goesOn(context, job.evaluation) ? { images: begun, right: store.predictions.right(job.evaluation) } : null,
    surrogate: surrogateFor(context, run),
  }
}

/**
 * Whether it goes on behind the images that were predicted. Clean ones begin anew, since a temperature is fitted to all at
 * once, and they take no time; so does one that has rows for all, and was asked for again to be calibrated.
 */
function goesOn({ store }: HostContext, id: number): boolean {
  const { begun, n, condition } = findEvaluation({ store }, String(id))
  if (begun === 0 || condition.id === 'clean') return false
  return begun < n || store.calibrations.get(id)?.all.n === n
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

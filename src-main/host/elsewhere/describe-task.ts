import { cp } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { jobArrayVersion, type JobArrayOptions, type JobArrayTask } from '../../contract/elsewhere.ts'
import { AppError, type Experiment } from '../../contract/index.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { findCache } from '../datasets/cache-folder.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findWeights } from '../services/weights.ts'
import { tellTask } from '../tasks.ts'
import { copyFile } from './copy-file.ts'

/** What is said of threads where this process was started counts here too, so that both sides compute alike. */
export const threadsOf = ({ threads }: JobArrayOptions): number =>
  threads ?? (Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism())

interface Described {
  readonly experiment: Experiment
  /** Index of the run in it. */
  readonly number: number
  readonly run: StoredRun
  readonly options: JobArrayOptions
  readonly signal: AbortSignal
}

/** What a task needs to be computed elsewhere; weights that its run starts from are copied into the array's folder. */
export async function describeTask(
  context: HostContext,
  folder: string,
  { experiment, number, run, options, signal }: Described,
): Promise<JobArrayTask> {
  const { store, workspace } = context
  const dataset = datasetOf(context, run)
  const cached = await findCache(workspace.folder, dataset.fingerprint)
  const { id, kind, title, source, fingerprint, params, classes, shape, counts, bytes: _, skipped } = dataset
  const { boxes, hashes } = cached ?? {}
  return {
    version: jobArrayVersion,
    program: context.version,
    number,
    experiment: {
      id: experiment.id,
      name: experiment.name,
      config: experiment.config,
      createdAt: experiment.createdAt,
    },
    run: {
      id: run.id,
      config: run.config,
      conditions: store.evaluations.ofRun(run.id).map(({ condition }) => condition),
    },
    threads: threadsOf(options),
    images: {
      ...{ id, kind, title, source, fingerprint, params, classes, shape, counts, skipped },
      ...(boxes && { boxes }),
      ...(hashes && { hashes }),
    },
    weights: await bringWeights(context, folder, run.config.initialWeights, signal),
  }
}

async function bringWeights(
  context: HostContext,
  folder: string,
  id: string | null,
  signal: AbortSignal,
): Promise<JobArrayTask['weights']> {
  if (id === null) return null
  const { path, ...weights } = findWeights(context, id)
  const file = `${id}.safetensors`
  // Once for all runs that start from them: the second copy is the same file again.
  const { sha256 } = await copyFile(join(context.workspace.folder, path), join(folder, 'weights', file), {}, signal)
  return { ...weights, file, fileSha256: sha256 }
}

/** The decoded images of all tasks, each dataset once. Throws `not-found` where they are not whole here. */
export async function copyImages(
  context: HostContext,
  folder: string,
  described: readonly JobArrayTask[],
  task: string,
  signal: AbortSignal,
): Promise<void> {
  const wanted = [...new Map(described.map(({ images }) => [images.fingerprint, images])).values()]
  for (const [done, { fingerprint, title }] of wanted.entries()) {
    tellTask(context, task, { done, total: wanted.length, note: `copying the images of "${title}"` })
    const cached = await findCache(context.workspace.folder, fingerprint)
    if (!cached) {
      throw new AppError('not-found', `The decoded images of "${title}" are not whole in this workspace.`, {
        hint: 'Import the dataset again, or write the array without its images.',
      })
    }
    await cp(cached.folder, join(folder, 'datasets', fingerprint), {
      recursive: true,
      preserveTimestamps: true,
      filter: () => !signal.aborted,
    })
    signal.throwIfAborted()
  }
}

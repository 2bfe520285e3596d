import { cp } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import {
  jobArrayVersion,
  type JobArrayOptions,
  type JobArrayTask,
  type NeededImages,
} from '../../contract/elsewhere.ts'
import { AppError, type Experiment } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
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

/** What several tasks have in common, looked at once. */
export interface Needs {
  /** By dataset. */
  readonly images: ReadonlyMap<string, NeededImages>
  /** By their id. */
  readonly weights: ReadonlyMap<string, NonNullable<JobArrayTask['weights']>>
}

/** What these runs need elsewhere; weights that they start from are copied into the array's folder. */
export async function gatherNeeds(
  context: HostContext,
  folder: string,
  runs: readonly StoredRun[],
  signal: AbortSignal,
): Promise<Needs> {
  const images = new Map<string, NeededImages>()
  const weights = new Map<string, NonNullable<JobArrayTask['weights']>>()
  for (const run of runs) {
    signal.throwIfAborted()
    const dataset = datasetOf(context, run)
    const { initialWeights } = run.config
    if (!images.has(dataset.id)) images.set(dataset.id, await describeImages(context, dataset))
    if (initialWeights !== null && !weights.has(initialWeights)) {
      weights.set(initialWeights, await copyWeights(context, folder, initialWeights, signal))
    }
  }
  return { images, weights }
}

async function describeImages({ workspace }: HostContext, dataset: StoredDataset): Promise<NeededImages> {
  const { id, kind, title, source, fingerprint, params, classes, shape, counts, skipped } = dataset
  const { boxes, hashes } = (await findCache(workspace.folder, fingerprint)) ?? {}
  return {
    ...{ id, kind, title, source, fingerprint, params, classes, shape, counts, skipped },
    ...(boxes && { boxes }),
    ...(hashes && { hashes }),
  }
}

async function copyWeights(
  context: HostContext,
  folder: string,
  id: string,
  signal: AbortSignal,
): Promise<NonNullable<JobArrayTask['weights']>> {
  const { path, ...weights } = findWeights(context, id)
  const file = `${id}.safetensors`
  const { sha256 } = await copyFile(join(context.workspace.folder, path), join(folder, 'weights', file), {}, signal)
  return { ...weights, file, fileSha256: sha256 }
}

interface Described {
  readonly experiment: Experiment
  /** Index of the run in it. */
  readonly number: number
  readonly run: StoredRun
  readonly options: JobArrayOptions
  readonly needs: Needs
}

/** All that a task needs to be computed elsewhere. */
export function describeTask(
  context: HostContext,
  { experiment, number, run, options, needs }: Described,
): JobArrayTask {
  const { initialWeights } = run.config
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
      conditions: context.store.evaluations.ofRun(run.id).map(({ condition }) => condition),
    },
    threads: threadsOf(options),
    images: needs.images.get(datasetOf(context, run).id) as NeededImages,
    weights: initialWeights === null ? null : (needs.weights.get(initialWeights) as JobArrayTask['weights']),
  }
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

import { z } from 'zod'
import { call } from './define.ts'
import { DatasetManifest } from './dataset-manifest.ts'
import { MethodChoice } from './method.ts'
import { ExperimentConfig, RunConfig } from './run-config.ts'
import { Run, RunId } from './runs.ts'
import { Task } from './tasks.ts'
import { Weights } from './weights.ts'

/** The version of a job array's files; one of a newer program is refused. */
export const jobArrayVersion = 1

/** Most tasks of one array: Slurm's own limit where it is not raised (`MaxArraySize` 1001). */
export const mostTasks = 1000

/**
 * `array.json` of a written job array. Beside it lie `runs/<number>.json` ({@link JobArrayTask}), `array.sbatch`, `list.sh`,
 * `README.txt`, `weights/` where runs start from some, `datasets/` where the images go along, and, as tasks are done,
 * `results/<number>/`: a workspace each, with `done.json` ({@link TaskDone}) in it.
 */
export const JobArray = z.object({
  version: z.literal(jobArrayVersion),
  /** Version of the program that wrote it. */
  program: z.string(),
  writtenAt: z.number(),
  experiment: z.object({ id: z.string(), name: z.string() }),
  /** Number of a task: index of its run in the experiment, from 0. */
  tasks: z.array(z.object({ number: z.int().min(0), run: RunId, name: z.string() })).min(1),
})
export type JobArray = z.output<typeof JobArray>

/** The images that a run needs, known by their fingerprint, or by the hashes of what they were decoded to. */
export const NeededImages = DatasetManifest.omit({
  version: true,
  skipped: true,
  warnings: true,
  createdAt: true,
}).extend({ id: z.string(), skipped: z.int() })
export type NeededImages = z.output<typeof NeededImages>

/** One task, whole: with this file and the images, its run comes out the same elsewhere. */
export const JobArrayTask = z.object({
  version: z.literal(jobArrayVersion),
  program: z.string(),
  number: z.int().min(0),
  experiment: z.object({ id: z.string(), name: z.string(), config: ExperimentConfig, createdAt: z.number() }),
  /** `id` was given when the array was written: by it a merge knows the run again. */
  run: z.object({ id: RunId, config: RunConfig, conditions: z.array(MethodChoice) }),
  /** TensorFlow's threads: sums are taken in another order with more or fewer, and come to other last bits. */
  threads: z.int().min(1),
  images: NeededImages,
  /** `file`: below `weights/`; `fileSha256` is its hash, `sha256` that of the file that was imported. */
  weights: Weights.extend({ file: z.string(), fileSha256: z.string() }).nullable(),
})
export type JobArrayTask = z.output<typeof JobArrayTask>

/** `done.json` of a task: written when its run and its evaluations are done and nothing works in its workspace any more. */
export const TaskDone = z.object({
  run: RunId,
  /** Where it was computed: host name, processor or card, and Slurm's job where there was one. */
  machine: z.string(),
  program: z.string(),
  finishedAt: z.number(),
})
export type TaskDone = z.output<typeof TaskDone>

/** Directives of Slurm that differ from cluster to cluster; `#SBATCH` lines of the written file can be edited too. */
export const JobArrayOptions = z.object({
  /** Tasks at once (`%N`); null: as many as the cluster gives. */
  atOnce: z.int().min(1).max(mostTasks).nullable().default(null),
  /** Time limit of a task as Slurm reads it, e.g. `04:00:00`. */
  time: z
    .string()
    .regex(/^[\d:-]{1,20}$/, 'Expected a time as Slurm reads it, e.g. 04:00:00 or 1-12:00:00.')
    .default('24:00:00'),
  /** Memory of a task, e.g. `8G`. */
  memory: z
    .string()
    .regex(/^\d{1,9}[KMGT]?$/, 'Expected an amount of memory as Slurm reads it, e.g. 8G.')
    .default('8G'),
  /** TensorFlow's threads and the cores of a task; null: as many as here. */
  threads: z.int().min(1).max(1024).nullable().default(null),
  /** Whether a task is given a card. */
  card: z.boolean().default(false),
  /** More directives, e.g. `partition=gpu`. */
  directives: z
    .array(
      z.string().regex(/^[a-z][a-z-]*(?:=[\w.,:/@%+=-]+)?$/, 'Expected a directive of sbatch, e.g. partition=gpu.'),
    )
    .max(50)
    .default([]),
})
export type JobArrayOptions = z.output<typeof JobArrayOptions>

export const WrittenJobArray = z.object({
  folder: z.string(),
  experiment: z.string(),
  tasks: JobArray.shape.tasks,
  /** Runs of the experiment that stay in this workspace's queue. */
  queued: z.array(RunId),
  /** What to know of it, in sentences. */
  notes: z.array(z.string()),
  bytes: z.int(),
})
export type WrittenJobArray = z.output<typeof WrittenJobArray>

/**
 * What became of one run in a merge. `taken`: it is here now; `extended`: it was, and evaluations came; `known`: nothing
 * new; `unfinished`, `refused`: nothing of it was taken, `reason` says why.
 */
export const MergedRun = z.object({
  run: RunId,
  name: z.string(),
  outcome: z.enum(['taken', 'extended', 'known', 'unfinished', 'refused']),
  reason: z.string().nullable(),
  /** Evaluations that came with it. */
  evaluations: z.int(),
})
export type MergedRun = z.output<typeof MergedRun>

/** What became of a run, in two or three words. */
export const mergeWords: Readonly<Record<MergedRun['outcome'], string>> = {
  taken: 'taken',
  extended: 'new evaluations',
  known: 'here already',
  unfinished: 'not finished',
  refused: 'refused',
}

/** `6 taken, 2 not finished.` */
export function mergeInWords(runs: readonly MergedRun[]): string {
  const order = Object.keys(mergeWords) as MergedRun['outcome'][]
  const count = (outcome: MergedRun['outcome']): number => runs.filter((run) => run.outcome === outcome).length
  const told = order
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${mergeWords[outcome]}`)
  return told.length === 0 ? 'There are no runs in it.' : `${told.join(', ')}.`
}

export const MergeReport = z.object({ folder: z.string(), runs: z.array(MergedRun) })
export type MergeReport = z.output<typeof MergeReport>

export const elsewhere = {
  /**
   * Writes runs as a Slurm job array and a shell list, and takes them out of this workspace's queue. `of`: a
   * configuration, whose experiment is stored first, or an experiment that is here, of which runs that never began are
   * written. `only`: their numbers, from 0. `withImages` copies decoded images along. The array lies in `folder`, as a
   * new folder `name`. Throws `conflict` where that is there and not empty.
   */
  write: call(
    z.object({
      task: Task,
      folder: z.string().min(1),
      name: z.string().min(1).max(200),
      of: z.union([z.object({ config: ExperimentConfig }), z.object({ experiment: z.string() })]),
      only: z.array(z.int().min(0)).min(1).nullable().default(null),
      withImages: z.boolean().default(false),
      options: JobArrayOptions.prefault({}),
    }),
    WrittenJobArray,
  ),
  /**
   * Takes a task of a written array up in this workspace: its run is queued under its own id, or goes on, or is done.
   * `images`: a workspace that holds its dataset, where it did not go along.
   */
  begin: call(z.object({ folder: z.string().min(1), number: z.int().min(0), images: z.string().optional() }), Run),
  /**
   * Brings runs of a written array's results, or of any other workspace, into this one, under their own ids: each in one
   * transaction, with files whose hashes were verified. What is here already is left as it is, so that a merge can be
   * repeated.
   */
  merge: call(z.object({ task: Task, folder: z.string().min(1) }), MergeReport),
}

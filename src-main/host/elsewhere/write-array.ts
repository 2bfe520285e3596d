import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  jobArrayVersion,
  mostTasks,
  type JobArray,
  type JobArrayOptions,
  type JobArrayTask,
  type WrittenJobArray,
} from '../../contract/elsewhere.ts'
import { AppError, type Emit, type Experiment, type ExperimentConfig } from '../../contract/index.ts'
import type { StoredRun } from '../../store/runs.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { measureFolder } from '../measure-folder.ts'
import { getExperiment, storeExperiment } from '../services/experiments.ts'
import { announceRunState, cancelEvaluations, findRun } from '../services/runs.ts'
import type { Tasks } from '../tasks.ts'
import { unfinishedPath } from '../unfinished.ts'
import { taskPath, toRanges } from './array-folder.ts'
import { listText, readmeText, sbatchText } from './array-texts.ts'
import { copyImages, describeTask, gatherNeeds, threadsOf } from './describe-task.ts'
import { isUntouched } from './untouched.ts'

export interface ArrayWish {
  readonly task: string
  readonly folder: string
  readonly name: string
  readonly of: { readonly config: ExperimentConfig } | { readonly experiment: string }
  readonly only: readonly number[] | null
  readonly withImages: boolean
  readonly options: JobArrayOptions
}

/** Runs of an experiment, by their numbers in it. */
type Chosen = readonly { readonly number: number; readonly run: StoredRun }[]

/**
 * Writes a job array; its runs wait in this workspace, out of the queue, until a merge brings their results. Where it
 * cannot be written, everything is as before.
 */
export async function writeArray(
  context: HostContext,
  tasks: Tasks,
  wish: ArrayWish,
  caller: Caller,
): Promise<WrittenJobArray> {
  const folder = await allowNewFolder(wish, caller)
  return tasks.run(wish.task, async (signal) => {
    if ('experiment' in wish.of) {
      const experiment = getExperiment(context, wish.of.experiment)
      const chosen = choose(context, experiment, wish.only)
      const written = await writeFolder(context, folder, { experiment, chosen, wish, signal })
      context.journal((announce) => withdraw(context, announce, choose(context, experiment, wish.only), folder))
      return { ...written, queued: queuedOf(context, experiment) }
    }
    const experiment = await storeExperiment(context, wish.of.config, (announce, stored) =>
      withdraw(context, announce, choose(context, stored, wish.only), folder),
    )
    try {
      const chosen = choose(context, experiment, wish.only)
      const written = await writeFolder(context, folder, { experiment, chosen, wish, signal })
      return { ...written, queued: queuedOf(context, experiment) }
    } catch (error) {
      forget(context, experiment)
      throw error
    }
  })
}

/** A folder that is not there yet, or empty. */
async function allowNewFolder({ folder, name }: ArrayWish, caller: Caller): Promise<string> {
  const { path: parent } = await allowPath(folder, caller)
  if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) {
    throw new AppError('not-found', `There is no folder ${folder} to write into.`, {
      hint: 'Choose one that is there.',
    })
  }
  if (name !== basename(name) || ['.', '..'].includes(name) || /[\\/\0]/.test(name)) {
    throw new AppError('invalid-input', `The array must have a plain name of a folder: got ${JSON.stringify(name)}.`)
  }
  const path = join(parent, name)
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new AppError('conflict', `The folder ${path} is not empty: a job array is written to a new one.`, {
      hint: 'Choose another name.',
    })
  }
  return path
}

/** Runs that never began. Throws where others are asked for, or none are left. */
function choose(context: HostContext, experiment: Experiment, only: readonly number[] | null): Chosen {
  const all = experiment.runs.map((id, number) => ({ number, run: findRun(context, id) }))
  const asked =
    only === null ? all : [...new Set(only)].toSorted((a, b) => a - b).map((number) => numbered(all, number))
  const chosen = asked.filter(({ run }) => isUntouched(context, run))
  const begun = asked.find(({ run }) => !isUntouched(context, run))
  if (begun && only !== null) {
    throw new AppError(
      'conflict',
      `Run ${begun.number}, "${begun.run.name}", has begun here: it is ${begun.run.state}.`,
      {
        hint: `Only runs that never began can be computed elsewhere${chosen.length === 0 ? '' : `: ${toRanges(chosen.map(({ number }) => number))}`}.`,
      },
    )
  }
  const fork = chosen.find(({ run }) => context.store.origins.ofRun(run.id) !== null)
  if (fork) {
    throw new AppError('conflict', `"${fork.run.name}" goes on from a checkpoint of another run, which stays here.`, {
      hint: 'Leave it out with --only.',
    })
  }
  if (chosen.length === 0) throw new AppError('conflict', `All runs of "${experiment.name}" have begun here.`)
  if (chosen.length <= mostTasks) return chosen
  throw new AppError('invalid-input', `A job array has up to ${mostTasks} tasks: got ${chosen.length}.`, {
    hint: 'Write several arrays, each with --only.',
  })
}

function numbered(all: Chosen, number: number): Chosen[number] {
  const found = all[number]
  if (found) return found
  throw new AppError('invalid-input', `The experiment has no run ${number}: its runs are 0 to ${all.length - 1}.`)
}

const queuedOf = ({ store }: HostContext, { id, runs }: Experiment): string[] =>
  store.runs
    .ofExperiment(id, runs.length)
    .filter(({ state }) => state === 'queued')
    .map((run) => run.id)

/** Out of the queue; a merge fills these rows. */
function withdraw(context: HostContext, announce: Emit, chosen: Chosen, folder: string): void {
  const reason = `Computed elsewhere, from ${folder}: adversarium merge brings it.`
  for (const { run } of chosen) {
    for (const job of context.store.jobs.ofRun(run.id, 'queued')) {
      if (job.kind === 'train') context.store.jobs.setState(job.id, 'cancelled', reason, context.now())
    }
    cancelEvaluations(context, announce, run.id, reason, 'all')
    announceRunState(context, announce, run.id, 'cancelled', reason)
  }
}

function forget({ store, journal }: HostContext, { runs }: Experiment): void {
  journal((announce) => {
    for (const id of runs) store.runs.remove(id)
    store.experiments.removeEmpty()
    announce('runs', 'removed', { ids: runs })
  })
}

interface Writing {
  readonly experiment: Experiment
  readonly chosen: Chosen
  readonly wish: ArrayWish
  readonly signal: AbortSignal
}

/** Under a temporary name until it is whole. */
async function writeFolder(
  context: HostContext,
  folder: string,
  { experiment, chosen, wish, signal }: Writing,
): Promise<Omit<WrittenJobArray, 'queued'>> {
  const growing = unfinishedPath(folder)
  try {
    for (const name of ['runs', 'results', 'logs']) mkdirSync(join(growing, name), { recursive: true })
    const runs = chosen.map(({ run }) => run)
    const needs = await gatherNeeds(context, growing, runs, signal)
    const described = chosen.map(({ number, run }) =>
      describeTask(context, { experiment, number, run, options: wish.options, needs }),
    )
    const array: JobArray = {
      version: jobArrayVersion,
      program: context.version,
      writtenAt: context.now(),
      experiment: { id: experiment.id, name: experiment.name },
      tasks: chosen.map(({ number, run }) => ({ number, run: run.id, name: run.name })),
    }
    for (const task of described) await writeFile(taskPath(growing, task.number), json(task))
    if (wish.withImages) await copyImages(context, growing, described, wish.task, signal)
    const threads = threadsOf(wish.options)
    const text = { array, tasks: described, options: wish.options, threads, hasImages: wish.withImages }
    await writeFile(join(growing, 'array.sbatch'), sbatchText(text))
    await writeFile(join(growing, 'list.sh'), listText(text), { mode: 0o755 })
    await writeFile(join(growing, 'README.txt'), readmeText(text))
    await writeFile(join(growing, 'array.json'), json(array))
    const { bytes } = await measureFolder(growing)
    renameSync(growing, folder)
    return { folder, experiment: experiment.id, tasks: array.tasks, notes: notesOf(described, wish), bytes }
  } catch (error) {
    await rm(growing, { recursive: true, force: true })
    throw error
  }
}

const json = (content: object): string => `${JSON.stringify(content, null, 1)}\n`

function notesOf(tasks: readonly JobArrayTask[], { withImages }: ArrayWish): string[] {
  const imported = [...new Set(tasks.filter(({ images }) => images.source !== null).map(({ images }) => images.title))]
  const attached = tasks.some(({ run }) => run.conditions.some(({ id }) => id === 'tiny-imagenet-c'))
  const isDeterministic = tasks.every(({ run }) => run.config.deterministic)
  const threads = tasks[0]?.threads ?? 1
  const hasRules = tasks.some(({ experiment }) => experiment.config.stop)
  return [
    ...(hasRules ? ['Stop rules see one run at a time elsewhere: those that compare runs end none there.'] : []),
    ...(imported.length > 0 && !withImages
      ? [
          `The other machine needs ${imported.map((title) => `"${title}"`).join(' and ')}: import it there, or write the array with its images.`,
        ]
      : []),
    ...(attached ? ['Published corrupted images do not go along: tasks refuse to be evaluated under them.'] : []),
    `Tasks compute with ${threads} ${threads === 1 ? 'thread' : 'threads'}; ${
      isDeterministic
        ? 'they are deterministic: the same threads, version and kind of processor give the same bits.'
        : 'without deterministic=true their results are the same up to rounding.'
    }`,
  ]
}

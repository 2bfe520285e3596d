import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MergedRun } from '../../contract/elsewhere.ts'
import { AppError, isActive, type Arrival } from '../../contract/index.ts'
import type { Attached } from '../../store/attached.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { describeEvaluation, describeRun } from '../services/describe.ts'
import { getExperiment } from '../services/experiments.ts'
import { findRun } from '../services/runs.ts'
import { bringDataset, bringWeights } from './bring-needs.ts'
import { copyFile } from './copy-file.ts'
import { isUntouched } from './untouched.ts'
import type { OtherWorkspace } from './other-workspace.ts'

/** What runs of another workspace are merged with. */
export interface Merging {
  readonly other: OtherWorkspace
  /** Its database, attached to ours. */
  readonly attached: Attached
  readonly told: Omit<Arrival, 'mergedAt'>
  readonly signal: AbortSignal
}

/** Takes one run, or what is new of it. Throws where it must not be taken; then nothing of it is here. */
export async function mergeRun(
  context: HostContext,
  merging: Merging,
  run: StoredRun,
): Promise<Omit<MergedRun, 'run' | 'name'>> {
  const { store } = context
  const unfinished = whyUnfinished(merging, run)
  if (unfinished !== null) return { outcome: 'unfinished', reason: unfinished, evaluations: 0 }
  const here = store.runs.get(run.id)
  if (here && !isUntouched(context, here)) return extend(context, merging, here, run)
  await takeRun(context, merging, run)
  const evaluations = store.evaluations.ofRun(run.id).length
  return { outcome: 'taken', reason: run.state === 'done' ? null : `It is ${run.state}.`, evaluations }
}

function whyUnfinished({ other }: Merging, run: StoredRun): string | null {
  if (run.trashedAt !== null) return 'It is in the trash there.'
  if (isActive(run.state)) return `It is ${run.state} there.`
  const isWhole = other.store.importedRuns.ofRun(run.id) !== null || other.store.checkpoints.summary(run.id).hasLast
  return isWhole ? null : `It was ${run.state} before its first checkpoint.`
}

function extend(
  { journal, store }: HostContext,
  { attached }: Merging,
  here: StoredRun,
  there: StoredRun,
): Omit<MergedRun, 'run' | 'name'> {
  if (!attached.isSame(here.id)) {
    const steps = `it is ${here.state} at step ${here.step} here, ${there.state} at step ${there.step} there`
    throw new AppError('conflict', `This workspace has another run of this id: ${steps}.`, {
      hint: 'To take the other one, delete this one for good first.',
    })
  }
  const before = new Set(store.evaluations.ofRun(here.id).map(({ id }) => id))
  const evaluations = journal((announce) => {
    const taken = attached.takeEvaluations(here.id)
    for (const evaluation of store.evaluations.ofRun(here.id)) {
      if (!before.has(evaluation.id)) announce('evaluations', 'changed', describeEvaluation(evaluation))
    }
    return taken
  })
  return { outcome: evaluations > 0 ? 'extended' : 'known', reason: null, evaluations }
}

/** Files first, under a name that the next start would remove; then all rows in one transaction. */
async function takeRun(context: HostContext, merging: Merging, run: StoredRun): Promise<void> {
  const { store, workspace, journal, now } = context
  const { other, attached, told, signal } = merging
  const dataset = run.dataset === null ? null : await bringDataset(context, other, run.dataset)
  await bringWeights(context, other, run.config.initialWeights, signal)
  const staged = join(workspace.runs, '.merging', run.id)
  const place = join(workspace.runs, run.id)
  await rm(staged, { recursive: true, force: true })
  try {
    mkdirSync(staged, { recursive: true })
    for (const { path, ...expected } of filesOf(other, run.id)) {
      const inRun = path.slice(`runs/${run.id}/`.length)
      if (path !== `runs/${run.id}/${inRun}` || inRun.split('/').includes('..')) throw strangePath(path)
      await copyFile(join(other.workspace.folder, path), join(staged, inRun), expected, signal)
    }
    rmSync(place, { recursive: true, force: true })
    renameSync(staged, place)
    try {
      journal((announce) => {
        // It may have begun here meanwhile.
        const here = store.runs.get(run.id)
        if (here && !isUntouched(context, here)) throw new AppError('conflict', `"${run.name}" has just begun here.`)
        attached.take(run.id, dataset)
        attached.takeEvaluations(run.id)
        if (store.arrivals.ofRun(run.id) === null) store.arrivals.insert(run.id, { ...told, mergedAt: now() })
        announce('runs', 'changed', describeRun(context, findRun(context, run.id)))
        for (const evaluation of store.evaluations.ofRun(run.id)) {
          announce('evaluations', 'changed', describeEvaluation(evaluation))
        }
        announce('experiments', 'changed', getExperiment(context, run.experiment))
      })
    } catch (error) {
      rmSync(place, { recursive: true, force: true })
      throw error
    }
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
}

interface RunFile {
  readonly path: string
  readonly bytes: number
  /** null where none was kept, as of the file that a fork starts from. */
  readonly sha256: string | null
}

function filesOf({ store }: OtherWorkspace, run: string): RunFile[] {
  const origin = store.origins.ofRun(run)
  return [
    ...store.checkpoints.kept(run).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    ...(origin ? [{ path: origin.path, bytes: origin.bytes, sha256: null }] : []),
  ]
}

const strangePath = (path: string): AppError =>
  new AppError('invalid-input', `The other workspace names a file outside of the run's folder: ${path}.`)

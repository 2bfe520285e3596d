import { existsSync, realpathSync } from 'node:fs'
import { asFileFault } from '../../contract/file-faults.ts'
import type { JobArray, MergedRun, MergeReport } from '../../contract/elsewhere.ts'
import { AppError, withHint } from '../../contract/wire.ts'
import { allowPath, type Caller } from '../caller.ts'
import { completeConditions } from '../complete-conditions.ts'
import type { HostContext } from '../context.ts'
import { tellTask, type Tasks } from '../tasks.ts'
import { workspaceAt } from '../workspace.ts'
import { findArray, readDone, resultFolder } from './array-folder.ts'
import { mergeRun, type Merging } from './merge-run.ts'
import { openOther } from './other-workspace.ts'

interface MergeWish {
  readonly task: string
  readonly folder: string
}

/** One at a time: the other database is attached under one name. */
const merging = new WeakSet<HostContext['store']>()

/** Results of a written job array that are done, or all runs of another workspace. */
export async function mergeFolder(
  context: HostContext,
  tasks: Tasks,
  { task, folder: given }: MergeWish,
  caller: Caller,
): Promise<MergeReport> {
  const { path: folder } = await allowPath(given, caller)
  if (merging.has(context.store))
    throw new AppError('conflict', 'Another merge is under way: begin this one when it is done.')
  merging.add(context.store)
  const merged = tasks.run(task, async (signal) => {
    const array = findArray(folder)
    if (array) return { folder, runs: await mergeResults(context, folder, array, task, signal) }
    if (!existsSync(workspaceAt(folder).database)) {
      throw new AppError('not-found', `${folder} is neither a workspace nor a job array.`, {
        hint: 'A workspace has a folder "store" in it, a job array a file "array.json".',
      })
    }
    if (realpathSync(folder) === realpathSync(context.workspace.folder)) {
      throw new AppError('conflict', `${folder} is this workspace itself: there is nothing to merge.`)
    }
    const told = { machine: null, program: null, folder }
    const tell = (done: number, total: number, note: string): void => tellTask(context, task, { done, total, note })
    return { folder, runs: await mergeWorkspace(context, folder, { told, signal, tell }) }
  })
  return merged.finally(() => merging.delete(context.store))
}

async function mergeResults(
  context: HostContext,
  folder: string,
  { tasks }: JobArray,
  task: string,
  signal: AbortSignal,
): Promise<MergedRun[]> {
  const merged: MergedRun[] = []
  for (const [at, { number, run, name }] of tasks.entries()) {
    const result = resultFolder(folder, number)
    const tell = (done: number, total: number, note: string): void =>
      tellTask(context, task, { done: at + done / total, total: tasks.length, note })
    const done = readDone(result)
    if (done?.run !== run) {
      const reason = existsSync(result) ? `Task ${number} is not done.` : `Task ${number} has not begun.`
      merged.push({ run, name, outcome: 'unfinished', reason, evaluations: 0 })
      continue
    }
    const told = { machine: done.machine, program: done.program, folder }
    try {
      merged.push(...(await mergeWorkspace(context, result, { told, signal, tell, only: run })))
    } catch (error) {
      merged.push({ run, name, outcome: 'refused', reason: sentenceOf(error, signal), evaluations: 0 })
    }
  }
  return merged
}

interface WorkspaceMerge extends Pick<Merging, 'told' | 'signal'> {
  readonly tell: (done: number, total: number, note: string) => void
  /** The one run that is wanted; all where it is left out. */
  readonly only?: string
}

async function mergeWorkspace(
  context: HostContext,
  folder: string,
  { told, signal, tell, only }: WorkspaceMerge,
): Promise<MergedRun[]> {
  await using other = await openOther(folder, context.workspace.folder)
  completeConditions({ ...context, store: other.store })
  const all = other.store.runs.list(1_000_000).toReversed()
  const runs = only === undefined ? all : all.filter(({ id }) => id === only)
  const attached = context.store.attached.attach(other.store.path)
  try {
    const merged: MergedRun[] = []
    for (const [done, run] of runs.entries()) {
      signal.throwIfAborted()
      tell(done, runs.length, run.name)
      const what = { run: run.id, name: run.name }
      try {
        merged.push({ ...what, ...(await mergeRun(context, { other, attached, told, signal }, run)) })
      } catch (error) {
        merged.push({ ...what, outcome: 'refused', reason: sentenceOf(error, signal), evaluations: 0 })
      }
    }
    return merged
  } finally {
    attached.detach()
  }
}

/** What is said of one run, so that the others go on; a cancel and a bug end it all. */
function sentenceOf(error: unknown, signal: AbortSignal): string {
  const known = asFileFault(error)
  if (signal.aborted || !(known instanceof AppError)) throw known
  return withHint(known)
}

import { readdirSync, rmSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { Checkpoint } from '../contract/runs.ts'
import type { HostContext } from './context.ts'

type Context = Pick<HostContext, 'store' | 'workspace' | 'log'>

/**
 * Rows go first, files after: a kill in between leaves a file without a row, which the run's end or the next start of
 * the host takes away, never a row without its file. A file that cannot be removed stops nothing.
 */
export function removeFiles({ workspace, log }: Context, paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(join(workspace.folder, path), { force: true })
    } catch (error) {
      log.write('warning', `${path} is not needed any more and could not be removed.`, { error })
    }
  }
}

/** Removes what a run has on disk and no row keeps, written halfway or not: checkpoints, and what was computed of them. No engine may be training it. */
export function removeUnkept(context: Context, run: string): void {
  const folder = join('runs', run, 'checkpoints')
  const kept = new Set(context.store.checkpoints.kept(run).map(({ path }: Checkpoint) => basename(path)))
  const names = readNames(join(context.workspace.folder, folder))
  const unkept = names.filter((name) => /\.(safetensors|tmp)$/.test(name) && !kept.has(name))
  removeFiles(context, [...unkept.map((name) => join(folder, name)), ...forgottenFeatures(context, run)])
}

/** Features of training images as a checkpoint saw them, whose rows went with it. */
function forgottenFeatures({ store, workspace }: Context, run: string): string[] {
  const folder = relative(workspace.folder, join(workspace.explanations, run, 'features'))
  const isForgotten = (name: string): boolean => {
    const [, checkpoint] = /^(\d+)-\d+\.f32$/.exec(name) ?? []
    return checkpoint !== undefined && store.checkpoints.get(Number(checkpoint)) === undefined
  }
  return readNames(join(workspace.folder, folder))
    .filter(isForgotten)
    .map((name) => join(folder, name))
}

/** Removes the maps of an evaluation whose predictions, and so the rows of its maps, were cleared. */
export function removeMaps({ workspace, log }: Context, run: string, evaluation: number): void {
  try {
    rmSync(join(workspace.explanations, run, String(evaluation)), { recursive: true, force: true })
  } catch (error) {
    log.write('warning', `The maps of evaluation ${evaluation} could not be removed.`, { error })
  }
}

/** None where the folder is not there: the run kept nothing yet. */
function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

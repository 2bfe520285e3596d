import { renameSync, existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import { AppError } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { measureFolder } from '../measure-folder.ts'

interface Emptied {
  readonly runs: string[]
  readonly bytes: number
}

/** Where runs lie until they are deleted for good. */
export interface Trash {
  /** Waits where another call is at it, then deletes what is still there. */
  empty(): Promise<Emptied>
  /** Throws `conflict` where one of these runs is just being deleted: there is nothing whole to give back. */
  refuseLeaving(ids: readonly string[]): void
}

export function createTrash(context: HostContext): Trash {
  const leaving = new Set<string>()
  let emptying: Promise<Emptied> | null = null
  return {
    async empty() {
      while (emptying) await emptying.catch(() => undefined)
      emptying = deleteTrashed(context, leaving).finally(() => {
        emptying = null
      })
      return emptying
    },
    refuseLeaving(ids) {
      const id = ids.find((candidate) => leaving.has(candidate))
      const run = id === undefined ? undefined : context.store.runs.get(id)
      if (run)
        throw new AppError('conflict', `"${run.name}" is just being deleted: it cannot be taken out of the trash.`)
    },
  }
}

/**
 * Files go first: moved aside (whole or not at all), then deleted, then the rows. A crash in between leaves a run in the
 * trash whose files are gone, or files aside without a run; both are taken up by the next time. Forks keep a file of
 * their own, and in words where they came from.
 */
async function deleteTrashed({ store, workspace, journal }: HostContext, leaving: Set<string>): Promise<Emptied> {
  const aside = join(workspace.runs, '.deleted')
  const seen = new Set<string>()
  const ids = store.runs.trashed().map(({ id }) => id)
  for (const id of ids) leaving.add(id)
  let bytes = 0
  try {
    for (const id of ids) {
      const folder = join(workspace.runs, id)
      const maps = join(workspace.explanations, id)
      bytes += (await measureFolder(folder, seen)).bytes + (await measureFolder(maps)).bytes
      mkdirSync(aside, { recursive: true })
      if (existsSync(folder)) renameSync(folder, join(aside, id))
      await rm(join(aside, id), { recursive: true, force: true })
      await rm(maps, { recursive: true, force: true })
      // Evaluation by evaluation, so that a million rows do not keep others waiting.
      for (const evaluation of store.evaluations.ofRun(id)) {
        journal(() => store.predictions.clear(evaluation.id))
        await letOthers()
      }
      journal((announce) => {
        store.runs.remove(id)
        store.experiments.removeEmpty()
        announce('runs', 'removed', { ids: [id] })
      })
    }
  } finally {
    leaving.clear()
  }
  await rm(aside, { recursive: true, force: true })
  return { runs: ids, bytes }
}

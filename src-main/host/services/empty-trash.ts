import { renameSync, existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import type { HostContext } from '../context.ts'
import { measureFolder } from '../measure-folder.ts'

/**
 * Deletes the runs in the trash for good. Files go first: moved aside (whole or not at all), then deleted, then the
 * rows. A crash in between leaves a run in the trash whose files are gone, or files aside without a run; both are taken
 * up by the next time. Forks keep a file of their own, and in words where they came from.
 */
export async function emptyTrash({
  store,
  workspace,
  journal,
}: HostContext): Promise<{ runs: string[]; bytes: number }> {
  const aside = join(workspace.runs, '.deleted')
  const seen = new Set<string>()
  const removed: string[] = []
  let bytes = 0
  for (const { id } of store.runs.trashed()) {
    const folder = join(workspace.runs, id)
    const measured = await measureFolder(folder, seen)
    // While we waited, another call may have deleted it, or a person may have taken it out of the trash.
    if ((store.runs.get(id)?.trashedAt ?? null) === null) continue
    mkdirSync(aside, { recursive: true })
    if (existsSync(folder)) renameSync(folder, join(aside, id))
    await rm(join(aside, id), { recursive: true, force: true })
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
    removed.push(id)
    bytes += measured.bytes
  }
  await rm(aside, { recursive: true, force: true })
  return { runs: removed, bytes }
}

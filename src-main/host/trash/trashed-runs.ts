import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import type { Emit } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { measureFolder } from '../measure-folder.ts'
import { describeRun } from '../services/describe.ts'
import { queueAnew } from '../services/queue-evaluation.ts'
import { cancelEvaluations, findRun } from '../services/runs.ts'
import { announceViewsOf } from '../services/views.ts'
import type { TrashedKind } from './trashed-kind.ts'

const reason = 'The run went to the trash.'

/** With what waits for it in the queue. One that lies there already stays as it is. */
export function trashRun(context: HostContext, announce: Emit, id: string): void {
  const { store, now } = context
  cancelEvaluations(context, announce, id, reason, 'all')
  store.runs.setTrashed(id, findRun(context, id).trashedAt ?? now())
  announceTrash(context, announce, id)
}

/** With the evaluations that were taken out of the queue for it. */
export function takeOutRun(context: HostContext, announce: Emit, id: string): void {
  const { store } = context
  store.runs.setTrashed(id, null)
  for (const evaluation of store.evaluations.ofRun(id)) {
    if (evaluation.state === 'cancelled' && evaluation.reason === reason) {
      queueAnew(context, announce, evaluation, evaluation.n)
    }
  }
  announceTrash(context, announce, id)
}

function announceTrash(context: HostContext, announce: Emit, id: string): void {
  announce('trash', 'changed', { kind: 'run' })
  announceViewsOf(context, announce, id)
}

/**
 * Of a run that is removed files go first: moved aside (whole or not at all), then deleted, then the rows. A crash in
 * between leaves a run in the trash whose files are gone, or files aside without a run; both are taken up by the next
 * time. Forks keep a file of their own, and in words where they came from.
 */
export function trashedRuns(context: HostContext): TrashedKind {
  const { store, workspace, journal } = context
  return {
    list: () =>
      store.runs.trashed().map((run) => {
        const { name, trashedAt, bytes } = describeRun(context, run)
        const n = store.evaluations.ofRun(run.id).length
        const detail = `${run.state}, ${n === 1 ? '1 evaluation' : `${n} evaluations`}`
        return { id: run.id, title: name, detail, trashedAt: trashedAt ?? 0, bytes }
      }),
    restore(announce, id) {
      takeOutRun(context, announce, id)
      announce('runs', 'changed', describeRun(context, findRun(context, id)))
    },
    async remove(id, seen) {
      const aside = join(workspace.runs, '.deleted')
      const folder = join(workspace.runs, id)
      const maps = join(workspace.explanations, id)
      const bytes = (await measureFolder(folder, seen)).bytes + (await measureFolder(maps)).bytes
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
        announceViewsOf(context, announce, id)
      })
      await rm(aside, { recursive: true, force: true })
      return bytes
    },
  }
}

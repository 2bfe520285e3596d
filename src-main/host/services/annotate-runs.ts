import { AppError, isUnderWay, type Run } from '../../contract/index.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext, Queue } from '../context.ts'
import type { Trash } from '../trash/trash.ts'
import { takeOutRun, trashRun } from '../trash/trashed-runs.ts'
import { describeRun } from './describe.ts'
import { findRun } from './runs.ts'

interface Annotation {
  readonly ids: readonly string[]
  readonly addTags: readonly string[]
  readonly removeTags: readonly string[]
  readonly note?: string | undefined
  readonly isArchived?: boolean | undefined
  readonly isTrashed?: boolean | undefined
}

/** All runs or none: one that may not go to the trash leaves the others where they are. */
export function annotateRuns(
  context: HostContext,
  trash: Pick<Trash, 'refuseLeaving'>,
  queue: Pick<Queue, 'wake'>,
  annotation: Annotation,
): Run[] {
  const { store, now } = context
  const { addTags, removeTags, note, isArchived, isTrashed } = annotation
  const runs = [...new Set(annotation.ids)].map((id) => findRun(context, id))
  if (isTrashed === false) trash.refuseLeaving('run', annotation.ids)
  if (isTrashed === true) for (const run of runs) refuseActive(context, run)
  const annotated = context.journal((announce) =>
    runs.map(({ id, trashedAt }) => {
      for (const tag of removeTags) store.tags.remove(id, tag)
      for (const tag of addTags) store.tags.add(id, tag)
      if (note !== undefined) store.notes.put(id, note, now())
      if (isArchived !== undefined) store.runs.setArchived(id, isArchived)
      if (isTrashed === true) trashRun(context, announce, id)
      if (isTrashed === false && trashedAt !== null) takeOutRun(context, announce, id)
      const changed = describeRun(context, findRun(context, id))
      announce('runs', 'changed', changed)
      return changed
    }),
  )
  if (isTrashed === false) queue.wake()
  return annotated
}

function refuseActive({ store }: HostContext, { id, name, state }: StoredRun): void {
  const isEvaluated = store.jobs.ofRun(id, 'running').length > 0
  if (!isUnderWay(state) && !isEvaluated) return
  const what = isEvaluated && state === 'done' ? 'being evaluated' : state
  throw new AppError('conflict', `"${name}" is ${what}: it cannot go to the trash.`, { hint: 'Cancel it first.' })
}

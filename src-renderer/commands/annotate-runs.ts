import type { Run } from '../../src-main/contract/index.ts'
import type { useRuns } from '../stores/runs.ts'
import type { Change } from './undo.ts'

type RunsStore = Pick<ReturnType<typeof useRuns>, 'annotate'>

const ids = (runs: readonly Run[]): string[] => runs.map((run) => run.id)
const named = (runs: readonly Run[]): string => (runs.length === 1 ? `“${runs[0]?.name}”` : `${runs.length} runs`)

export function trashRuns(store: RunsStore, runs: readonly Run[], isTrashed = true): Change {
  return {
    title: `${named(runs)} ${isTrashed ? 'moved to the trash' : 'taken out of the trash'}`,
    apply: () => store.annotate({ ids: ids(runs), isTrashed }),
    revert: () => store.annotate({ ids: ids(runs), isTrashed: !isTrashed }),
  }
}

/** Only of those that are not so yet, so that Undo leaves the others as they were. */
export function archiveRuns(store: RunsStore, runs: readonly Run[], isArchived: boolean): Change {
  const changed = runs.filter((run) => run.isArchived !== isArchived)
  return {
    title: `${named(changed)} ${isArchived ? 'archived' : 'taken out of the archive'}`,
    apply: () => store.annotate({ ids: ids(changed), isArchived }),
    revert: () => store.annotate({ ids: ids(changed), isArchived: !isArchived }),
  }
}

export function tagRuns(store: RunsStore, runs: readonly Run[], tag: string): Change {
  const changed = runs.filter((run) => !run.tags.includes(tag))
  return {
    title: `Tag “${tag}” on ${named(changed)}`,
    apply: () => store.annotate({ ids: ids(changed), addTags: [tag] }),
    revert: () => store.annotate({ ids: ids(changed), removeTags: [tag] }),
  }
}

export function untagRuns(store: RunsStore, runs: readonly Run[], tag: string): Change {
  const changed = runs.filter((run) => run.tags.includes(tag))
  return {
    title: `Tag “${tag}” taken off ${named(changed)}`,
    apply: () => store.annotate({ ids: ids(changed), removeTags: [tag] }),
    revert: () => store.annotate({ ids: ids(changed), addTags: [tag] }),
  }
}

export function noteRun(store: RunsStore, run: Run, note: string): Change {
  return {
    title: `Note on “${run.name}”`,
    apply: () => store.annotate({ ids: [run.id], note }),
    revert: () => store.annotate({ ids: [run.id], note: run.note }),
  }
}

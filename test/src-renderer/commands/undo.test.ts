import { describe, expect, it } from 'vitest'
import { AppError, type Run } from '../../../src-main/contract/index.ts'
import { archiveRuns, noteRun, tagRuns, trashRuns, untagRuns } from '../../../src-renderer/commands/annotate-runs.ts'
import { useUndo } from '../../../src-renderer/commands/undo.ts'
import type { useRuns } from '../../../src-renderer/stores/runs.ts'
import { useToasts } from '../../../src-renderer/stores/toasts.ts'
import { aRun } from '../support/samples.ts'
import { withStores } from '../support/with-stores.ts'

const a = aRun({ id: 'a', name: 'a', tags: ['old'], note: 'before' })
const b = aRun({ id: 'b', name: 'b', isArchived: true })

interface Store {
  readonly runs: Map<string, Run>
  readonly annotate: ReturnType<typeof useRuns>['annotate']
}

/** The host's part of annotate, on runs in memory. */
function annotating(): Store {
  const runs = new Map<string, Run>([a, b].map((run) => [run.id, run]))
  return {
    runs,
    annotate: async (change) => {
      for (const id of change.ids) {
        const run = runs.get(id) as Run
        const tags = [...run.tags, ...(change.addTags ?? [])].filter((tag) => !change.removeTags?.includes(tag))
        runs.set(id, {
          ...run,
          tags,
          note: change.note ?? run.note,
          isArchived: change.isArchived ?? run.isArchived,
          trashedAt: change.isTrashed === undefined ? run.trashedAt : change.isTrashed ? 1 : null,
        })
      }
    },
  }
}

describe('undo', () => {
  it('takes back every change of runs and leaves those alone that were so before', async () => {
    for (const change of [trashRuns, archived, tagged, untagged, noted]) {
      withStores()
      const store = annotating()
      const undo = useUndo()
      await undo.perform(change(store, [a, b]))
      expect([...store.runs.values()]).not.toEqual([a, b])
      await undo.undo()
      expect([...store.runs.values()]).toEqual([a, b])
      await undo.redo()
      expect([...store.runs.values()]).not.toEqual([a, b])
    }
  })

  it('is offered in a toast that takes back its own change, not the last one', async () => {
    withStores()
    const store = annotating()
    const undo = useUndo()
    const toasts = useToasts()
    await undo.perform(trashRuns(store, [a]))
    await undo.perform(tagRuns(store, [b], 'new'))
    expect(toasts.list.map(({ text }) => text)).toEqual(['“a” moved to the trash', 'Tag “new” on “b”'])
    await toasts.list[0]?.action?.run()
    expect(store.runs.get('a')).toEqual(a)
    expect(toasts.list.map(({ text }) => text)).toEqual(['Tag “new” on “b”', 'Undone: “a” moved to the trash'])
    expect(store.runs.get('b')?.tags).toEqual(['new'])
    expect([undo.canUndo, undo.canRedo]).toEqual([true, true])
  })

  it('keeps nothing of a change that was refused', async () => {
    withStores()
    const undo = useUndo()
    const refused = {
      ...trashRuns(annotating(), [a]),
      apply: () => Promise.reject(new AppError('conflict', 'It runs.')),
    }
    await expect(undo.perform(refused)).rejects.toThrow('It runs.')
    expect(undo.canUndo).toBe(false)
  })
})

const archived = (store: Store, runs: readonly Run[]) => archiveRuns(store, runs, true)
const tagged = (store: Store, runs: readonly Run[]) => tagRuns(store, runs, 'old')
const untagged = (store: Store, runs: readonly Run[]) => untagRuns(store, runs, 'old')
const noted = (store: Store, runs: readonly Run[]) => noteRun(store, runs[0] as Run, 'after')

import { renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostContext } from '../context.ts'
import { announceDataset } from '../services/datasets.ts'
import type { TrashedKind } from './trashed-kind.ts'

const format = new Intl.NumberFormat('en')

/** With its decoded images; what it was imported from is nobody's but the user's. */
export function trashedDatasets(context: HostContext): TrashedKind {
  const { store, workspace, journal } = context
  return {
    list: () =>
      store.datasets.trashed().map(({ id, title, counts, trashedAt, bytes }) => {
        const detail = `${format.format(counts.train + counts.validation)} images`
        return { id, title, detail, trashedAt, bytes }
      }),
    restore(announce, id) {
      store.datasets.setTrashed(id, null)
      announceDataset(context, announce, id)
    },
    async remove(id) {
      const dataset = store.datasets.trashed().find((candidate) => candidate.id === id)
      if (!dataset) return 0
      const folder = join(workspace.folder, dataset.folder)
      // Under a temporary name first: a host that ends here leaves no cache that looks whole, and the next import removes it.
      const leaving = `${folder}.tmp-removed-${process.pid}`
      // Without a pause before the row goes: an import in it would find no images.
      const isAside = isMoved(folder, leaving)
      try {
        journal(() => store.datasets.remove(id))
      } catch (error) {
        if (isAside) renameSync(leaving, folder)
        throw error
      }
      await rm(leaving, { recursive: true, force: true })
      return dataset.bytes
    },
  }
}

/** Whether it was there, and could be moved. */
function isMoved(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

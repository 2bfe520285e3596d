import { shallowRef, type ShallowRef } from 'vue'
import type { GalleryRow } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import type { GalleryQuestion } from '../../stores/gallery.ts'

/** The most that one answer holds. */
const rowsPerRequest = 1000

export interface GalleryExport {
  /** Rows that are read of all; null while nothing is exported. */
  readonly progress: Readonly<ShallowRef<{ readonly done: number; readonly total: number } | null>>
  /** Every row that answers the question; null where it was cancelled, or asked for anew meanwhile. */
  readAll(question: GalleryQuestion): Promise<GalleryRow[] | null>
  cancel(): void
}

/** Reads all predictions of a filter, not only the page that is looked at. */
export function useGalleryExport(): GalleryExport {
  const { client } = useApi()
  const progress = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  let newest = 0

  return {
    progress,
    async readAll(question) {
      const own = ++newest
      const rows: GalleryRow[] = []
      progress.value = { done: 0, total: 0 }
      try {
        for (;;) {
          const page = await client.evaluations.gallery({ ...question, offset: rows.length, limit: rowsPerRequest })
          if (own !== newest) return null
          rows.push(...page.rows)
          progress.value = { done: rows.length, total: page.total }
          if (page.rows.length === 0 || rows.length >= page.total) return rows
        }
      } finally {
        if (own === newest) progress.value = null
      }
    },
    cancel() {
      newest++
      progress.value = null
    },
  }
}

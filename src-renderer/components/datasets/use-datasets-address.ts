import { computed, type ComputedRef } from 'vue'
import type { Split } from '../../../src-main/contract/index.ts'
import { useQuery } from '../../lib/use-query.ts'

export interface DatasetsAddress {
  readonly dataset: ComputedRef<string | null>
  /** The source that is being imported; empty where none is named yet. */
  readonly importing: ComputedRef<string | null>
  readonly split: ComputedRef<Split>
  /** The class that is browsed; null: all. */
  readonly label: ComputedRef<number | null>
  readonly isEnlarged: ComputedRef<boolean>
  showDataset(id: string | null): void
  showImport(path: string): void
  browse(change: { split?: Split; label?: number | null; isEnlarged?: boolean }): void
}

/** What the screen of datasets shows, as the address has it. */
export function useDatasetsAddress(): DatasetsAddress {
  const { one, set } = useQuery()

  return {
    dataset: computed(() => one('dataset')),
    importing: computed(() => one('import')),
    split: computed(() => (one('split') === 'train' ? 'train' : 'validation')),
    label: computed(() => {
      const text = one('label')
      return text !== null && /^\d+$/.test(text) ? Number(text) : null
    }),
    isEnlarged: computed(() => one('enlarged') !== null),
    showDataset: (id) => set({ dataset: id ?? undefined, import: undefined, label: undefined }),
    showImport: (path) => set({ import: path }),
    browse: ({ split, label, isEnlarged }) =>
      set({
        ...(split === undefined ? {} : { split }),
        ...(label === undefined ? {} : { label: label === null ? undefined : String(label) }),
        ...(isEnlarged === undefined ? {} : { enlarged: isEnlarged ? '1' : undefined }),
      }),
  }
}

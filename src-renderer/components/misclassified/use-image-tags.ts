import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Split } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'

/** A tag of a dataset's images. */
export interface ImageTagEntry {
  readonly name: string
  /** Images of the split that is looked at. */
  readonly count: number
  /** Of both splits. */
  readonly total: number
}

export interface ImageTags {
  /** By name. */
  readonly tags: ComputedRef<readonly ImageTagEntry[]>
  /** Counts what changed since the screen was opened. */
  readonly changes: Readonly<ShallowRef<number>>
}

/** The tags of a dataset's images, kept up to date. */
export function useImageTags(of: () => { readonly dataset: string; readonly split: Split } | null): ImageTags {
  const { client } = useApi()
  const changes = shallowRef(0)
  const answer = useAnswer(
    () => of()?.dataset ?? null,
    (dataset) => client.imageTags.list({ dataset }),
  )
  onScopeDispose(
    client.imageTags.on('changed', ({ dataset }) => {
      if (dataset !== of()?.dataset) return
      changes.value++
      answer.ask()
    }),
  )
  return {
    changes,
    tags: computed(() =>
      [...Map.groupBy(answer.value.value ?? [], ({ name }) => name)].map(([name, counts]) => ({
        name,
        count: counts.find(({ split }) => split === of()?.split)?.count ?? 0,
        total: counts.reduce((sum, { count }) => sum + count, 0),
      })),
    ),
  }
}

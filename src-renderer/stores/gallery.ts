import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { AppError, GalleryQueryInput, GalleryRow } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { createDemand, type Demand } from '../lib/misclassified/demand.ts'

export const pageSize = 200

/** A question without its page. */
export type GalleryQuestion = Omit<GalleryQueryInput, 'offset' | 'limit'>

interface Page {
  readonly total: number
  readonly rows: readonly GalleryRow[]
}

export interface Gallery {
  /** Predictions that answer the question; null until the first page is there. */
  readonly total: Readonly<ShallowRef<number | null>>
  readonly error: ComputedRef<AppError | undefined>
  row(index: number): GalleryRow | undefined
  /** Fetches the pages of these rows, and no others any more. */
  want(first: number, last: number): void
  retry(): void
  /** Asks anew: other rows may answer the same question by now. What was known is shown until they are there. */
  renew(): void
}

/** The answers to a question, page by page as they are looked at; a new question begins anew. */
export function useGallery(question: Readonly<Ref<GalleryQuestion | null>>): Gallery {
  const { client, connection } = useApi()
  const none: Demand<number, Page> = createDemand({ batch: 1, parallel: 0, capacity: 0, load: async () => [] })
  const pages: ShallowRef<Demand<number, Page>> = shallowRef(none)

  /** Kept apart from the pages: any of them may be forgotten. */
  const total = shallowRef<number | null>(null)
  const renewals = shallowRef(0)
  /** Those before the newest renewal, for as long as what replaces them is on its way. */
  const older = shallowRef(none)
  let wanted: readonly number[] = [0]

  watch(
    // Two sources: one that makes an array would be another one whenever the address changes.
    [() => JSON.stringify(question.value), renewals],
    ([text], [textBefore]) => {
      const asked = question.value
      const isRenewal = text === textBefore
      pages.value.want([])
      older.value = isRenewal ? pages.value : none
      if (!isRenewal) {
        total.value = null
        wanted = [0]
      }
      if (!asked) {
        pages.value = none
        return
      }
      const demand = createDemand<number, Page>({
        batch: 1,
        parallel: 2,
        capacity: 50,
        load: async (keys) =>
          Promise.all(
            keys.map(async (page) => {
              const query = { ...asked, offset: page * pageSize, limit: pageSize }
              const answer = await client.evaluations.gallery(query)
              // Of the present question only: an answer to the one before may still come.
              if (demand === pages.value) total.value = answer.total
              return [page, answer] as const
            }),
          ),
      })
      pages.value = demand
      demand.want(wanted)
    },
    { immediate: true },
  )
  watch(connection, (state) => {
    if (state === 'connected') pages.value.retry()
  })

  const lastWanted = shallowRef(0)
  return {
    total,
    error: computed(() => pages.value.failure(lastWanted.value) ?? pages.value.failure(0)),
    row(index) {
      const page = Math.floor(index / pageSize)
      return (pages.value.get(page) ?? older.value.get(page))?.rows[index % pageSize]
    },
    want(first, last) {
      const from = Math.floor(Math.max(0, first) / pageSize)
      const to = Math.floor(Math.max(0, last) / pageSize)
      lastWanted.value = to
      wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index)
      pages.value.want(wanted)
    },
    retry: () => pages.value.retry(),
    renew: () => renewals.value++,
  }
}

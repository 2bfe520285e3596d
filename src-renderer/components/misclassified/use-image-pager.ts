import { computed, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { asQuestion, noFilter, readFilter } from '../../lib/misclassified/gallery-filter.ts'
import { useGallery } from '../../stores/gallery.ts'
import type { Subject } from './use-subject.ts'

export interface ImagePager {
  readonly image: ComputedRef<number>
  /** Of the image among those that the arrows go through. */
  readonly place: ComputedRef<number>
  readonly total: Readonly<ShallowRef<number | null>>
  step(by: number): void
}

/** The images that the arrows go through: those of the grid one came from, else the whole split. */
export function useImagePager(subject: ComputedRef<Subject | null>): ImagePager {
  const route = useRoute()
  const router = useRouter()

  const image = computed(() => Math.trunc(Number(route.params['image'])))
  const hasGrid = computed(() => route.query['at'] !== undefined)
  const place = computed(() => (hasGrid.value ? Number(route.query['at']) : image.value))
  const gallery = useGallery(
    computed(() => {
      if (!subject.value) return null
      const filter = hasGrid.value ? readFilter(route.query) : { ...noFilter, outcome: 'all' as const }
      return asQuestion(filter, subject.value.evaluation.id, subject.value.against?.evaluation.id ?? null)
    }),
  )
  watch([place, gallery.total], ([at]) => gallery.want(at - 1, at + 1), { immediate: true })

  return {
    image,
    place,
    total: gallery.total,
    step(by) {
      const row = gallery.row(place.value + by)
      if (!row) return
      const query = hasGrid.value ? { ...route.query, at: String(place.value + by) } : route.query
      void router.replace({ params: { ...route.params, image: row.image }, query })
    },
  }
}

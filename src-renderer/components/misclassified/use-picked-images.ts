import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useRoute, type RouteLocationRaw } from 'vue-router'
import { noFilter, withFilter, type GalleryFilter } from '../../lib/misclassified/gallery-filter.ts'

export interface PickedImages {
  readonly picked: Readonly<ShallowRef<ReadonlySet<number>>>
  toggle(image: number): void
  clear(): void
  /** The sheet of these images, or of all that the filter shows where none is picked. */
  readonly sheet: ComputedRef<RouteLocationRaw>
}

/** Images that were picked by hand, until another evaluation is looked at. */
export function usePickedImages(
  evaluation: ComputedRef<string | null>,
  filter: ComputedRef<GalleryFilter>,
): PickedImages {
  const route = useRoute()
  const picked = shallowRef<ReadonlySet<number>>(new Set())
  const clear = (): void => void (picked.value = new Set())
  watch(evaluation, clear)

  return {
    picked,
    clear,
    toggle(image) {
      const next = new Set(picked.value)
      if (!next.delete(image)) next.add(image)
      picked.value = next
    },
    sheet: computed(() => {
      const images = [...picked.value].toSorted((a, b) => a - b)
      const shown = images.length > 0 ? { ...noFilter, outcome: 'all' as const, images } : filter.value
      const { at: _, ...query } = withFilter(route.query, shown)
      return { name: 'sheet', query: { ...query, evaluation: evaluation.value ?? '' } }
    }),
  }
}

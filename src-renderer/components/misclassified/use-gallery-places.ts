import { computed, type ComputedRef } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import { useQuery } from '../../lib/use-query.ts'
import type { Gallery } from '../../stores/gallery.ts'
import { useImageLink } from './use-image-link.ts'

export interface GalleryPlaces {
  /** Null: none. */
  readonly selected: ComputedRef<number | null>
  select(index: number | null): void
  /** The screen of the image at a place. */
  readonly linkTo: (index: number, image: number) => RouteLocationRaw
  open(index: number): void
}

/** The place that is selected among a gallery's images, kept in the address, and the ways to their screens. */
export function useGalleryPlaces(evaluation: () => string | null, gallery: Gallery): GalleryPlaces {
  const { one, set } = useQuery()
  const router = useRouter()
  const linkTo = useImageLink(evaluation)
  return {
    selected: computed(() => {
      const at = one('at')
      return at === null ? null : Number(at)
    }),
    select: (index) => set({ at: index === null ? undefined : String(index) }),
    linkTo,
    open(index) {
      const row = gallery.row(index)
      if (row) void router.push(linkTo(index, row.image))
    },
  }
}

import { useRoute, type RouteLocationRaw } from 'vue-router'

/** The screen of an image of an evaluation, at a place of the gallery that it is come to from. */
export function useImageLink(evaluation: () => string | null): (index: number, image: number) => RouteLocationRaw {
  const route = useRoute()
  return (index, image) => ({
    name: 'misclassified-image',
    params: { evaluation: evaluation() ?? '', image },
    query: { ...route.query, at: String(index) },
  })
}

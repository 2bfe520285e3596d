import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The shown part of the x axis, kept in the address: "3-8.5". */
export function useZoomAddress(): WritableComputedRef<readonly [number, number] | null> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => readZoom(route.query['zoom']),
    set: (range) => {
      const { zoom: _, ...rest } = route.query
      void router.replace({
        query: range ? { ...rest, zoom: range.map((end) => Number(end.toPrecision(14))).join('-') } : rest,
      })
    },
  })
}

export function readZoom(text: unknown): readonly [number, number] | null {
  const [, from, to] = /^(\d+\.?\d*)-(\d+\.?\d*)$/.exec(String(text ?? '')) ?? []
  const range = [Number(from), Number(to)] as const
  return range[0] < range[1] ? range : null
}

import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

/** The query of the address, as one screen reads and changes it. */
export interface Query {
  /** The first value under this key; null where there is none. */
  one(key: string): string | null
  /** Changes these keys in place, without a step back to go; undefined takes a key away. */
  set(change: LocationQueryRaw): void
}

export function useQuery(): Query {
  const route = useRoute()
  const router = useRouter()
  return {
    one(key) {
      const value = route.query[key]
      return (Array.isArray(value) ? value[0] : value) ?? null
    },
    set(change) {
      const query = Object.fromEntries(
        Object.entries({ ...route.query, ...change }).filter(([, value]) => value !== undefined),
      )
      void router.replace({ query })
    },
  }
}

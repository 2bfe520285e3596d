import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export interface Selection {
  readonly ids: ComputedRef<readonly string[]>
  set(ids: readonly string[]): void
  toggle(id: string): void
}

const read = (query: LocationQuery): string[] =>
  String(query['runs'] ?? '')
    .split(',')
    .filter(Boolean)

/** The selected runs: one selection for every screen, kept in the address. */
export function useSelection(): Selection {
  const route = useRoute()
  const router = useRouter()
  const ids = computed(() => read(route.query))

  const set = (next: readonly string[]): void => {
    const { runs: _, ...rest } = route.query
    void router.replace({ query: next.length === 0 ? rest : { ...rest, runs: next.join(',') } })
  }
  const toggle = (id: string): void =>
    set(ids.value.includes(id) ? ids.value.filter((known) => known !== id) : [...ids.value, id])

  return { ids, set, toggle }
}

/** The part of the address that carries the selection to another screen. */
export const selectionQuery = (ids: readonly string[]): Record<string, string> =>
  ids.length === 0 ? {} : { runs: ids.join(',') }

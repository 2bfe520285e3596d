import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { SavedView, ViewQuery } from '../../../src-main/contract/index.ts'

/** Names in the query which view is open. */
export const viewKey = 'view'

/** What a view keeps of an address: all of its query but which view it is. */
export function readViewQuery(query: LocationQuery): ViewQuery {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      if (key === viewKey || value === null) return []
      return [[key, Array.isArray(value) ? value.filter((text) => text !== null) : value]]
    }),
  )
}

/** Where a view is found. */
export const viewLocation = ({ id, screen, query }: SavedView): { name: string; query: LocationQueryRaw } => ({
  name: screen,
  query: { ...query, [viewKey]: id },
})

/** Whether an address shows something else than what was kept, whatever the order of its settings. */
export function differs(shown: ViewQuery, kept: ViewQuery): boolean {
  const text = (query: ViewQuery): string =>
    JSON.stringify(Object.entries(query).toSorted(([a], [b]) => a.localeCompare(b)))
  return text(shown) !== text(kept)
}

import { computed, onMounted, watch, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { z } from 'zod'
import { useLayout } from '../../stores/layout.ts'
import { useQuery } from '../use-query.ts'
import { firstFilters, formatFilter, parseFilter, type RunFilter } from './run-filters.ts'
import { accuracySources, type AccuracySource } from './accuracies.ts'
import type { ColumnChoice } from './run-columns.ts'
import { groupings, type Grouping } from './run-groups.ts'
import { viewKey } from '../views/view-address.ts'

export interface RunsAddress {
  readonly text: WritableComputedRef<string>
  readonly filters: WritableComputedRef<readonly RunFilter[]>
  readonly grouping: WritableComputedRef<Grouping>
  /** Column and direction; null is the order of launch. */
  readonly sort: WritableComputedRef<{ id: string; desc: boolean } | null>
  /** Columns in their order, shown or not; none: as at first. */
  readonly columns: WritableComputedRef<readonly ColumnChoice[]>
  readonly source: WritableComputedRef<AccuracySource>
  readonly isTrash: WritableComputedRef<boolean>
  readonly sorting: ComputedRef<{ id: string; desc: boolean }[]>
}

const keys = ['text', 'filter', 'group', 'sort', 'columns', 'accuracy', viewKey] as const

/** What the list of runs shows, as the address has it; found again after a restart. */
export function useRunsAddress(): RunsAddress {
  const route = useRoute()
  const { one, set } = useQuery()
  const kept = useLayout().entry('runs.address', z.record(z.string(), z.union([z.string(), z.array(z.string())])), {})

  const text = computed({ get: () => one('text') ?? '', set: (value) => set({ text: value || undefined }) })
  const filters = computed({
    get: () =>
      route.query['filter'] === undefined ? firstFilters : [route.query['filter']].flat().flatMap(readFilter),
    // Without any there is still a word in the address, since without the word the first filters hold.
    set: (next: readonly RunFilter[]) => set({ filter: next.length === 0 ? 'none' : next.map(formatFilter) }),
  })
  const grouping = computed({
    get: () => groupings.find((known) => known === one('group')) ?? 'experiment',
    set: (next: Grouping) => set({ group: next }),
  })
  const sort = computed({
    get: () => {
      const [, sign, id] = /^(-?)(.+)$/.exec(one('sort') ?? '') ?? []
      return id === undefined ? null : { id, desc: sign === '-' }
    },
    set: (next) => set({ sort: next ? `${next.desc ? '-' : ''}${next.id}` : undefined }),
  })
  const columns = computed({
    get: () => readColumns(one('columns')),
    set: (next: readonly ColumnChoice[]) => set({ columns: next.map(formatColumn).join(',') || undefined }),
  })
  const source = computed({
    get: () => accuracySources.find((known) => known === one('accuracy')) ?? 'evaluated',
    set: (next: AccuracySource) => set({ accuracy: next === 'evaluated' ? undefined : next }),
  })
  const isTrash = computed({
    get: () => route.query['trash'] !== undefined,
    set: (next) => set({ trash: next ? '1' : undefined }),
  })

  const own = computed(() =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const value = route.query[key]
        return value === undefined || value === null ? [] : [[key, Array.isArray(value) ? value.map(String) : value]]
      }),
    ),
  )
  const layout = useLayout()
  onMounted(() => {
    const stop = watch(
      () => layout.isLoaded,
      (isLoaded) => {
        if (!isLoaded) return
        if (Object.keys(own.value).length === 0 && Object.keys(kept.value).length > 0) set(kept.value)
        queueMicrotask(() => stop())
      },
      { immediate: true },
    )
  })
  watch(own, (next, before) => {
    if (route.name === 'runs' && JSON.stringify(next) !== JSON.stringify(before)) kept.value = next
  })

  return {
    text,
    filters,
    grouping,
    sort,
    columns,
    source,
    isTrash,
    sorting: computed(() => (sort.value ? [sort.value] : [])),
  }
}

/** "-" in front of one that is not shown. */
const formatColumn = ({ id, isShown }: ColumnChoice): string => (isShown ? id : `-${id}`)
const readColumns = (text: string | null): ColumnChoice[] =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((part) => (part.startsWith('-') ? { id: part.slice(1), isShown: false } : { id: part, isShown: true }))

const readFilter = (text: string | null): RunFilter[] => {
  const filter = text === null ? null : parseFilter(text)
  return filter ? [filter] : []
}

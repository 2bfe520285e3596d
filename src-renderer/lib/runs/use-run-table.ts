import {
  columnOrderingFeature,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/vue-table'
import { computed, type ComputedRef } from 'vue'
import type { ColumnChoice, RunColumn } from './run-columns.ts'
import type { RunRow } from './run-rows.ts'

const features = tableFeatures({
  columnVisibilityFeature,
  columnOrderingFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: {},
})
type Definition = ColumnDef<typeof features, RunRow>

export interface RunTableModel {
  readonly columns: ComputedRef<readonly RunColumn[]>
  readonly rows: ComputedRef<readonly RunRow[]>
}

/** The list of runs as TanStack Table sees it: which columns in which order, and the rows sorted. */
export function useRunTable(given: {
  readonly columns: ComputedRef<readonly RunColumn[]>
  readonly choice: ComputedRef<readonly ColumnChoice[]>
  readonly rows: ComputedRef<readonly RunRow[]>
  readonly sorting: ComputedRef<SortingState>
}): RunTableModel {
  const byId = computed(() => new Map(given.columns.value.map((column) => [column.id, column])))
  const definitions = computed<readonly Definition[]>(() => given.columns.value.map(toDefinition))
  const table = useTable<typeof features, RunRow>({
    features,
    columns: definitions,
    data: given.rows,
    getRowId: ({ run }) => run.id,
    state: {
      get sorting() {
        // A sort that the address names and no run knows would stop the table.
        return given.sorting.value.filter(({ id }) => byId.value.has(id))
      },
      get columnOrder() {
        return given.choice.value.map(({ id }) => id)
      },
      get columnVisibility() {
        return Object.fromEntries(given.choice.value.map(({ id, isShown }) => [id, isShown]))
      },
    },
  })
  return {
    columns: computed(() =>
      table.getVisibleLeafColumns().flatMap(({ id }) => {
        const column = byId.value.get(id)
        return column ? [column] : []
      }),
    ),
    rows: computed(() => table.getRowModel().rows.map((row) => row.original)),
  }
}

function toDefinition(column: RunColumn): Definition {
  return {
    id: column.id,
    accessorFn: (row: RunRow) => column.sortValue(row),
    sortUndefined: 'last',
    sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
  }
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}

import { computed, type ComputedRef } from 'vue'
import { useEvaluations } from '../../stores/evaluations.ts'
import { useExperiments } from '../../stores/experiments.ts'
import { useRuns } from '../../stores/runs.ts'
import { useSystem } from '../../stores/system.ts'
import { robustCondition } from './accuracies.ts'
import { conditionLabel } from '../methods.ts'
import { chooseColumns, runColumns, type RunColumn } from './run-columns.ts'
import { filterRows } from './run-filters.ts'
import { groupRows, type RunGroup } from './run-groups.ts'
import { createRowMaker, type RunRow } from './run-rows.ts'
import { useRunTable } from './use-run-table.ts'
import type { RunsAddress } from './use-runs-address.ts'

export interface RunList {
  /** Of all runs, before filters. */
  readonly all: ComputedRef<readonly RunRow[]>
  readonly groups: ComputedRef<readonly RunGroup[]>
  readonly shownCount: ComputedRef<number>
  readonly columns: ComputedRef<readonly RunColumn[]>
  readonly choosable: ComputedRef<readonly { readonly column: RunColumn; readonly isShown: boolean }[]>
}

/** The list of runs as the address asks for it. */
export function useRunList(address: RunsAddress): RunList {
  const runs = useRuns()
  const experiments = useExperiments()
  const evaluations = useEvaluations()
  const system = useSystem()
  const { columns: choice, source } = address

  const listed = computed(() => (address.isTrash.value ? runs.trashed : runs.kept))
  const robust = computed(() => robustCondition(system.catalog, runs.kept, evaluations.byId.values()))
  const robustLabel = computed(() => {
    if (!robust.value) return 'under attack'
    const { title, detail } = conditionLabel(system.catalog, robust.value)
    return detail === '' ? title : `${title}, ${detail}`
  })
  const makeRows = createRowMaker()
  const all = computed(() =>
    makeRows({
      runs: listed.value,
      experiments: experiments.byId,
      evaluations: evaluations.byRun,
      datasets: system.datasets,
      catalog: system.catalog,
      robust: robust.value,
      accuracySource: source.value,
    }),
  )
  const filtered = computed(() =>
    filterRows(all.value, address.isTrash.value ? [] : address.filters.value, address.text.value),
  )
  const choosable = computed(() =>
    chooseColumns(runColumns(listed.value, robustLabel.value, source.value), choice.value),
  )
  const table = useRunTable({
    columns: computed(() => choosable.value.map(({ column }) => column)),
    choice: computed(() => choosable.value.map(({ column, isShown }) => ({ id: column.id, isShown }))),
    rows: filtered,
    sorting: address.sorting,
  })
  return {
    all,
    groups: computed(() =>
      groupRows(table.rows.value, address.grouping.value, experiments.byId, address.sort.value !== null),
    ),
    shownCount: computed(() => filtered.value.length),
    columns: table.columns,
    choosable,
  }
}

import { computed, watchEffect, type ComputedRef } from 'vue'
import type { Run } from '../../../src-main/contract/index.ts'
import type { Subject } from '../../charts/gap-by-epoch.ts'
import { anchorsOf, timeline } from '../../charts/timeline.ts'
import { xAxis, type XAxisKind } from '../../charts/x-axis.ts'
import { useSelection } from '../../lib/selection.ts'
import { useExperiments } from '../../stores/experiments.ts'
import { useOpenMetrics } from '../../stores/metrics.ts'
import { useRunEvents } from '../../stores/run-events.ts'
import { useRuns } from '../../stores/runs.ts'

export interface Compared {
  readonly ids: ComputedRef<readonly string[]>
  readonly runs: ComputedRef<readonly Run[]>
  /** With their curves, on one axis. */
  readonly subjects: ComputedRef<readonly Subject[]>
  /** Whether each of them has steps whose time is known. */
  readonly hasTimes: ComputedRef<boolean>
  readonly isSelected: ComputedRef<boolean>
}

/** The selected runs; where none is, those of the newest experiment. */
export function useCompared(axis: () => XAxisKind): Compared {
  const runs = useRuns()
  const experiments = useExperiments()
  const events = useRunEvents()
  const selection = useSelection()

  const isSelected = computed(() => selection.ids.value.length > 0)
  const ids = computed(() => (isSelected.value ? selection.ids.value : (experiments.newest?.runs ?? [])))
  const found = computed(() => ids.value.map((id) => runs.byId.get(id)).filter((run): run is Run => run !== undefined))
  const metrics = useOpenMetrics(ids)
  watchEffect(() => {
    for (const id of ids.value) events.open(id)
  })
  const times = computed(() => new Map(ids.value.map((id) => [id, timeline(anchorsOf(events.eventsOf(id), []))])))
  const hasTimes = computed(() => [...times.value.values()].every((known) => known !== null))
  const subjects = computed((): Subject[] => {
    void metrics.revision
    const kind = axis() === 'time' && !hasTimes.value ? 'epoch' : axis()
    return found.value.map((run) => ({
      run,
      // A copy, since the store's is changed in place.
      series: new Map(metrics.seriesOf(run.id)),
      axis: xAxis(kind, run, times.value.get(run.id) ?? null),
    }))
  })
  return { ids, runs: found, subjects, hasTimes, isSelected }
}

import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { addPoints, type RunSeries } from '../lib/series.ts'

interface Opened {
  readonly series: Map<string, MetricPoint[]>
  readers: number
}

/** Curves of the runs that a view has opened. The points themselves are outside reactivity; `revision` counts changes. */
export const useMetrics = defineStore('metrics', () => {
  const { client, whenConnected } = useApi()
  const opened = new Map<string, Opened>()
  const revision = shallowRef(0)

  const add = (run: string, points: readonly MetricPoint[]): void => {
    const target = opened.get(run)
    if (!target) return
    addPoints(target.series, points)
    revision.value++
  }
  const fetchSeries = async (id: string): Promise<void> => add(id, await client.runs.metrics({ id }))

  client.runs.on('points', ({ run, points }) => add(run, points))
  whenConnected(async () => {
    await Promise.all([...opened.keys()].map(fetchSeries))
  })

  const open = (id: string): void => {
    const known = opened.get(id)
    if (known) {
      known.readers++
      return
    }
    opened.set(id, { series: new Map(), readers: 1 })
    // A failed fetch is made good when the connection stands again.
    fetchSeries(id).catch(() => undefined)
  }
  const close = (id: string): void => {
    const known = opened.get(id)
    if (known && --known.readers === 0) opened.delete(id)
  }

  /** The run's series as they are now; read `revision` to be told of changes. */
  const seriesOf = (id: string): RunSeries => opened.get(id)?.series ?? new Map()

  return { revision, open, close, seriesOf }
})

/** Keeps the curves of these runs open as long as the calling component lives. */
export function useOpenMetrics(ids: Readonly<Ref<readonly string[]>>): ReturnType<typeof useMetrics> {
  const metrics = useMetrics()
  let held: readonly string[] = []
  watch(
    ids,
    (next) => {
      for (const id of next) metrics.open(id)
      for (const id of held) metrics.close(id)
      held = [...next]
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const id of held) metrics.close(id)
  })
  return metrics
}

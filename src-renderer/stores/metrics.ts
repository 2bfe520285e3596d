import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { MetricPoint, ReducedPoint } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { metricNames } from '../lib/metric-names.ts'
import { addPoints, replaceSeries, thin, type RunSeries } from '../lib/series.ts'
import { throttle } from '../lib/throttle.ts'

interface Opened {
  readonly series: Map<string, ReducedPoint[]>
  /** Metrics of which every point is kept. */
  readonly whole: Set<string>
  /** Whether every metric is kept, not only those that charts draw by name. */
  isAll: boolean
  readers: number
}

const drawn: readonly string[] = Object.values(metricNames)
/** More than a chart has pixels. */
const maxPoints = 2000
/** Points that may come before a series is thinned again: few, so that what a page holds does not swing. */
const slack = 500
/** Curves are drawn 4 times a second at most; more news are of no use. */
const newsIntervalMs = 250

/**
 * Curves of the runs that a view has opened, reduced to what a chart can show. The points themselves are outside
 * reactivity; `revision` counts changes.
 */
export const useMetrics = defineStore('metrics', () => {
  const { client, whenConnected } = useApi()
  const opened = new Map<string, Opened>()
  const revision = shallowRef(0)
  const news = throttle(() => void revision.value++, newsIntervalMs)

  const add = (run: string, points: readonly MetricPoint[]): void => {
    const target = opened.get(run)
    if (!target) return
    addPoints(target.series, target.isAll ? points : points.filter(({ name }) => drawn.includes(name)))
    for (const [name, known] of target.series) {
      if (known.length > maxPoints + slack && !target.whole.has(name)) target.series.set(name, thin(known, maxPoints))
    }
    news.request()
  }
  const fetchSeries = async (id: string, target: Opened): Promise<void> => {
    const whole = [...target.whole]
    const names = drawn.filter((name) => !target.whole.has(name))
    const [reduced, complete] = await Promise.all([
      client.runs.metrics(target.isAll ? { id, maxPoints } : { id, names, maxPoints }),
      whole.length === 0 ? [] : client.runs.metrics({ id, names: whole }),
    ])
    if (opened.get(id) !== target) return
    replaceSeries(target.series, [...reduced, ...complete])
    news.request()
  }

  client.runs.on('points', ({ run, points }) => add(run, points))
  whenConnected(async () => {
    await Promise.all([...opened].map(([id, target]) => fetchSeries(id, target)))
  })

  const open = (id: string): void => {
    const known = opened.get(id)
    if (known) {
      known.readers++
      return
    }
    const target: Opened = { series: new Map(), whole: new Set(), isAll: false, readers: 1 }
    opened.set(id, target)
    // A failed fetch is made good when the connection stands again.
    fetchSeries(id, target).catch(() => undefined)
  }
  const close = (id: string): void => {
    const known = opened.get(id)
    if (known && --known.readers === 0) opened.delete(id)
  }
  /** Every point of this metric from now on, for what is computed before reduction. */
  const openWhole = (id: string, name: string): void => {
    const target = opened.get(id)
    if (!target || target.whole.has(name)) return
    target.whole.add(name)
    client.runs.metrics({ id, names: [name] }).then(
      (points) => {
        replaceSeries(target.series, points)
        news.request()
      },
      () => target.whole.delete(name),
    )
  }

  /** Every metric of the run from now on: one that was trained elsewhere has others. */
  const openAll = (id: string): void => {
    const target = opened.get(id)
    if (!target || target.isAll) return
    target.isAll = true
    fetchSeries(id, target).catch(() => undefined)
  }

  /** The run's series as they are now; read `revision` to be told of changes. */
  const seriesOf = (id: string): RunSeries => opened.get(id)?.series ?? new Map()

  return { revision, open, close, openWhole, openAll, seriesOf }
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

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ReducedPoint, Run } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { metricNames } from '../lib/metric-names.ts'

/** Generalization gap by epoch. */
export type GapCurve = readonly { readonly epoch: number; readonly gap: number }[]

const names = [metricNames.trainAccuracy, metricNames.validationAccuracy]
/** More than a sparkline has pixels. */
const maxPoints = 100

/** Curves of the runs that a list shows, asked for when they come into view and again with each new epoch. */
export const useGapCurves = defineStore('gap-curves', () => {
  const { client } = useApi()
  const byRun = shallowRef<ReadonlyMap<string, GapCurve>>(new Map())
  const asked = new Map<string, number>()

  const ask = async (run: Run): Promise<void> => {
    if (asked.get(run.id) === run.epoch || run.latest[metricNames.trainAccuracy] === undefined) return
    asked.set(run.id, run.epoch)
    try {
      const points = await client.runs.metrics({ id: run.id, names, maxPoints })
      byRun.value = new Map(byRun.value).set(run.id, gapCurve(points))
    } catch {
      // Asked again when it comes into view once more.
      asked.delete(run.id)
    }
  }

  return { byRun, ask }
})

/** Training minus validation accuracy wherever both were measured at the same step. */
export function gapCurve(points: readonly ReducedPoint[]): GapCurve {
  const validation = new Map(
    points.filter(({ name }) => name === metricNames.validationAccuracy).map(({ step, value }) => [step, value]),
  )
  return points
    .filter(({ name }) => name === metricNames.trainAccuracy)
    .flatMap(({ step, epoch, value }) => {
      const other = validation.get(step)
      return other === undefined ? [] : [{ epoch, gap: value - other }]
    })
}

/** Where a shared scale ends: the largest gap, up to the next five points. */
export function largestGapOf(curves: Iterable<GapCurve>): number {
  let largest = 0
  for (const curve of curves) for (const { gap } of curve) largest = Math.max(largest, gap)
  return Math.max(0.05, Math.ceil(largest * 20 - 1e-9) / 20)
}

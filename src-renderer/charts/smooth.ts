import type { ChartModel, ChartPoint, ChartSeries } from './model.ts'

/**
 * Exponential moving average with the bias of its start taken out (Kingma and Ba 2015, section 3): `weight` in [0, 1)
 * says how much of the past is kept.
 */
export function smooth(points: readonly ChartPoint[], weight: number): ChartPoint[] {
  let sum = 0
  let share = 1
  return points.map(({ x, y }) => {
    if (!Number.isFinite(y)) return { x, y }
    sum = weight * sum + (1 - weight) * y
    share *= weight
    return { x, y: sum / (1 - share) }
  })
}

/** Each line smoothed, over its raw values kept faint. */
export function withSmoothing(model: ChartModel, weight: number): ChartModel {
  if (weight === 0) return model
  const series = model.series.flatMap((line): ChartSeries[] => {
    if (line.isFaint || line.isScattered) return [line]
    return [
      { ...line, isFaint: true, endLabel: null },
      { ...line, points: smooth(line.points, weight) },
    ]
  })
  return { ...model, detail: `${model.detail}, smoothed ${weight.toFixed(2)}`, series }
}

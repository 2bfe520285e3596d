import type { BenchRow } from './rows.ts'

/** A quantity that the cost of a step grows with. Points are rows with the work `scaling-<id>-<value>`. */
export interface Quantity {
  readonly id: string
  readonly title: string
  readonly values: readonly number[]
  /** What cost is proportional to, of a value. */
  readonly amount: (value: number) => number
}

export const quantities = [
  { id: 'batch', title: 'batch size', values: [8, 16, 32, 64, 128], amount: (batch) => batch },
  { id: 'size', title: 'image size, by pixels', values: [32, 48, 64, 96, 128], amount: (size) => size ** 2 },
  {
    id: 'pgd',
    title: 'gradient steps of the attack, 0 of none',
    values: [0, 1, 2, 5, 10, 20],
    amount: (steps) => steps,
  },
  { id: 'depth', title: 'depth of ResNet, by blocks', values: [50, 101, 152], amount: (depth) => (depth - 2) / 3 },
] as const satisfies readonly Quantity[]

export const workOf = (id: string, value: number): string => `scaling-${id}-${value}`

/** Intercept and slope of the straight line with the least squares of relative distances. */
export function fitLine(points: readonly { readonly x: number; readonly y: number }[]): [number, number] {
  const weights = points.map(({ y }) => 1 / y ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point, i) => sum + (weights[i] as number) * of(point), 0) / total
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)]
  const slope = mean(({ x, y }) => (x - mx) * (y - my)) / mean(({ x }) => (x - mx) ** 2)
  return [my - slope * mx, slope]
}

/** Rows of one quantity: the fitted line is the peer, so that the ratio says how far a point lies from it. */
export function scalingRows(
  quantity: Quantity,
  architecture: string,
  measured: readonly { readonly value: number; readonly ms: number | null; readonly failed: string | null }[],
  rounds: number,
): BenchRow[] {
  const known = measured.flatMap(({ value, ms }) => (ms === null ? [] : [{ x: quantity.amount(value), y: ms }]))
  const [intercept, slope] = fitLine(known)
  return measured.map(({ value, ms, failed }) => {
    const fitted = known.length < 2 ? null : intercept + slope * quantity.amount(value)
    const ratio = ms === null || fitted === null ? null : ms / fitted
    const shared = { work: workOf(quantity.id, value), architecture, unit: 'ms', failed }
    return { ...shared, ours: ms, peer: fitted, peerName: 'the line through all points', ratio, rounds }
  })
}

export interface Linearity {
  readonly title: string
  /** Step times; `distance` from the line, as a share of it. */
  readonly points: readonly { readonly at: number; readonly ms: number; readonly distance: number }[]
  /** The largest distance. */
  readonly worst: number
}

/** What rows of scaling say, one entry a quantity. */
export function linearity(rows: readonly BenchRow[]): Linearity[] {
  return quantities.flatMap(({ id, title, values }) => {
    const points = values.flatMap((at) => {
      const row = rows.find(({ work }) => work === workOf(id, at))
      return row && row.ours !== null ? [{ at, ms: row.ours, distance: (row.ratio ?? 1) - 1 }] : []
    })
    if (points.length === 0) return []
    return [{ title, points, worst: Math.max(...points.map(({ distance }) => Math.abs(distance))) }]
  })
}

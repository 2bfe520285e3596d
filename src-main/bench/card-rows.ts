import Table from 'cli-table3'
import type { Computed } from './card.ts'
import { formatFigure } from './report.ts'

/** What two devices computed, or how fast they are. */
export type CardRow =
  | {
      readonly kind: 'values'
      /** The variant, and which of its values. */
      readonly work: string
      /** ‖card − other‖ / ‖other‖; null where it was not computed. */
      readonly error: number | null
      readonly limit: number
      readonly failed: string | null
    }
  | {
      readonly kind: 'speed'
      readonly work: string
      readonly card: number | null
      readonly processor: number | null
      readonly unit: string
      readonly failed: string | null
    }

/**
 * What is held against what, and how far apart it may lie. float32 sums in another order; TF32 has 10 bits of a
 * product, bfloat16 7; signs of a gradient turn where it is next to nothing, so attacked images and what was trained on
 * them lie further apart. Evaluated is always in float32.
 */
const comparisons: readonly { card: string; other: string; limits: Readonly<Record<string, number>> }[] = [
  {
    card: 'clean card',
    other: 'clean processor',
    limits: {
      ...{ logits: 1e-5, gradient: 1e-3, map: 1e-3, attacked: 1e-2 },
      ...{ losses: 1e-4, weights: 1e-3, statistics: 1e-3 },
    },
  },
  {
    card: 'adversarial card',
    other: 'adversarial processor',
    limits: { losses: 1e-3, weights: 1e-2, statistics: 1e-2 },
  },
  { card: 'tf32 card', other: 'clean card', limits: { losses: 1e-2, weights: 5e-2, statistics: 5e-2 } },
  { card: 'bfloat16 card', other: 'clean card', limits: { losses: 3e-2, weights: 1e-1, statistics: 1e-1 } },
  {
    card: 'deterministic again card',
    other: 'deterministic card',
    limits: { ...{ losses: 0, weights: 0, statistics: 0 }, ...{ logits: 0, gradient: 0, map: 0, attacked: 0 } },
  },
]

export function comparisonsOf(
  computed: ReadonlyMap<string, Computed>,
  failures: ReadonlyMap<string, string>,
): CardRow[] {
  return comparisons.flatMap(({ card, other, limits }) =>
    Object.entries(limits).map(([name, limit]): CardRow => {
      const [a, b] = [computed.get(card)?.get(name), computed.get(other)?.get(name)]
      const failed = [card, other].flatMap((each) => failures.get(each) ?? []).join('; ') || null
      const work = `${name}, ${card} against ${other}`
      return { kind: 'values', work, error: a && b ? relativeError(a, b) : null, limit, failed }
    }),
  )
}

/** ‖a − b‖ / ‖b‖; NaN where either has one, or where they are not of one length. */
export function relativeError(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.NaN
  let [distance, length] = [0, 0]
  for (const [i, value] of b.entries()) {
    distance += ((a[i] as number) - value) ** 2
    length += value ** 2
  }
  return distance === 0 ? 0 : Math.sqrt(distance / length)
}

/** Whether it lies within its limit; speed has none. */
export const isGood = (row: CardRow): boolean =>
  row.kind === 'speed' ? row.failed === null : row.error !== null && row.error <= row.limit

const style = { compact: true, head: [], border: [] }

export function formatCard(rows: readonly CardRow[]): string {
  const values = new Table({ head: ['values', 'relative error', 'limit', ''], style })
  const speed = new Table({ head: ['speed', 'card', 'processor', '', 'ratio', ''], style })
  for (const row of rows) {
    if (row.kind === 'values') {
      const error = row.error === null ? '' : row.error.toExponential(1)
      values.push([row.work, error, row.limit.toExponential(0), row.failed ?? (isGood(row) ? 'ok' : 'TOO FAR')])
    } else {
      const { work, card, processor, unit, failed } = row
      const ratio = card === null || processor === null ? '' : (card / processor).toFixed(2)
      speed.push([work, formatFigure(card), formatFigure(processor), unit, ratio, failed ?? ''])
    }
  }
  return `${values.toString()}\n\n${speed.toString()}`
}

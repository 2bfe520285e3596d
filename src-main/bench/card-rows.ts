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
      /** The same of the processor without oneDNN, where that was computed. */
      readonly byOrder: number | null
      readonly limit: number
      /** Whether it must lie apart: another precision that changes nothing was never switched on. */
      readonly isOther: boolean
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

interface Comparison {
  readonly of: string
  readonly against: string
  /** What was computed like `against`, in another order of summation: so far apart rounding alone drives the values. */
  readonly yardstick?: string
  /** How far apart values may lie, and where there is a yardstick, how far at least. */
  readonly limits: Readonly<Record<string, number>>
  /** Another precision, whose values must not be the same. */
  readonly isOther?: true
}

const passes = { logits: 1e-5, gradient: 1e-3, map: 1e-3, attacked: 1e-2 }
const training = { 'first loss': 1e-5, losses: 1e-4, weights: 1e-4, statistics: 1e-4 }
const zero = <K extends string>(limits: Readonly<Record<K, number>>): Record<K, number> =>
  Object.fromEntries(Object.keys(limits).map((name) => [name, 0])) as Record<K, number>

/**
 * What is held against what. Deep networks with batch statistics, whose units turn at corners, are chaotic in their
 * first steps: after five of them rounding is seen in the second digit of the loss. So what follows the first loss is
 * held against what another order of summation changes on the processor. TF32 has 10 bits of a product, bfloat16 7.
 */
const comparisons: readonly Comparison[] = [
  {
    of: 'clean card',
    against: 'clean processor',
    yardstick: 'clean processor without oneDNN',
    limits: { ...passes, ...training },
  },
  {
    of: 'adversarial card',
    against: 'adversarial processor',
    yardstick: 'adversarial processor without oneDNN',
    limits: training,
  },
  { of: 'tf32 card', against: 'clean card', limits: { 'first loss': 1e-2 }, isOther: true },
  { of: 'bfloat16 card', against: 'clean card', limits: { 'first loss': 1e-1 }, isOther: true },
  {
    of: 'deterministic again card',
    against: 'deterministic card',
    limits: zero({ ...passes, ...training }),
  },
]

/** How many times as far from the processor as that is from itself in another order. */
const mostYardsticks = 4

export function comparisonsOf(
  computed: ReadonlyMap<string, Computed>,
  failures: ReadonlyMap<string, string>,
): CardRow[] {
  return comparisons.flatMap(({ of, against, yardstick, limits, isOther = false }) => {
    const errorOf = (what: string, name: string): number | null => {
      const [a, b] = [computed.get(what)?.get(name), computed.get(against)?.get(name)]
      return a && b ? relativeError(a, b) : null
    }
    return Object.entries(limits).map(([name, least]): CardRow => {
      const byOrder = yardstick === undefined ? null : errorOf(yardstick, name)
      const failed = [of, against, yardstick ?? ''].flatMap((each) => failures.get(each) ?? []).join('; ') || null
      return {
        ...{
          kind: 'values',
          work: `${name}, ${of} against ${against}`,
          error: errorOf(of, name),
          byOrder,
          isOther,
          failed,
        },
        limit: Math.max(least, mostYardsticks * (byOrder ?? 0)),
      }
    })
  })
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

/** Whether it was computed and lies within its limit, and apart where it must; speed has no limit. */
export function isGood(row: CardRow): boolean {
  if (row.failed !== null) return false
  return row.kind === 'speed' || (row.error !== null && row.error <= row.limit && !isSameOfOther(row))
}

const isSameOfOther = ({ error, isOther }: Extract<CardRow, { kind: 'values' }>): boolean => isOther && error === 0

const style = { compact: true, head: [], border: [] }

export function formatCard(rows: readonly CardRow[]): string {
  const values = new Table({ head: ['values', 'relative error', 'other order', 'limit', ''], style })
  const speed = new Table({ head: ['speed', 'card', 'processor', '', 'ratio', ''], style })
  for (const row of rows) {
    if (row.kind === 'values') {
      const [error, byOrder] = [row.error, row.byOrder].map((each) => each?.toExponential(1) ?? '')
      values.push([
        row.work,
        error,
        byOrder,
        row.limit.toExponential(0),
        row.failed ?? (isGood(row) ? 'ok' : isSameOfOther(row) ? 'THE SAME' : 'TOO FAR'),
      ])
    } else {
      const { work, card, processor, unit, failed } = row
      const ratio = card === null || processor === null ? '' : (card / processor).toFixed(2)
      speed.push([work, formatFigure(card), formatFigure(processor), unit, ratio, failed ?? ''])
    }
  }
  return `${values.toString()}\n\n${speed.toString()}`
}

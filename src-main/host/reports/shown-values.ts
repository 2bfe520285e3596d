import { verdictOfChecks, type ComparisonRow, type Proportion } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { parseMethod } from '../../contract/method.ts'
import type { Cell, Mark } from '../pages/page.ts'

export const nothing = '–'
const signed = (text: string): string => text.replace('-', '−')

type Interval = readonly [low: number, high: number]

/** 0.584 in [0.553, 0.614] → `58.4 ±3.1`, in percent: the larger side of the interval. */
export function percentWithin(share: number, interval: Interval | null): string {
  const digits = signed((share * 100).toFixed(1))
  if (interval === null) return digits
  const width = Math.max(interval[1] - share, share - interval[0])
  return `${digits} ±${(width * 100).toFixed(1)}`
}

/** The same of a difference, with its sign, in percentage points. */
export function pointsWithin(difference: number, interval: Interval | null): string {
  const text = percentWithin(difference, interval)
  return /^[1-9]|^0\.[1-9]/.test(text) ? `+${text}` : text.replace(/^−0\.0(?= |$)/, '0.0')
}

export const proportionText = (share: Proportion | null | undefined): string =>
  share ? percentWithin(share.value, share.interval) : nothing

/** Three decimals, `< 0.001` below. */
export const pValue = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))

export const isAttack = (condition: string): boolean =>
  catalog.attacks.some(({ id }) => id === parseMethod(condition).id)

/** An accuracy with its interval, what its robustness checks say, and what it is not of. */
export function accuracyCell(row: ComparisonRow | undefined): Cell {
  if (!row) return nothing
  const seen = row.seen.length > 0 ? ' °' : ''
  const text = `${percentWithin(row.accuracy, row.interval)}${seen}`
  return isAttack(row.condition) ? { text, mark: verdictOfChecks(row.checks) satisfies Mark } : text
}

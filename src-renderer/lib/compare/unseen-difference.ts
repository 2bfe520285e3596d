import type { UnseenPair } from '../../../src-main/contract/index.ts'

/** A run less the baseline, over the families that neither saw. */
export interface UnseenDifference {
  readonly difference: number
  readonly interval: readonly [low: number, high: number] | null
  readonly families: number
  readonly n: number
}

/** Whichever of them comes first in the pair; null where they share no unseen family, and for the baseline itself. */
export function unseenDifference(pairs: readonly UnseenPair[], baseline: string, run: string): UnseenDifference | null {
  const pair = pairs.find(({ runs }) => baseline !== run && runs.includes(baseline) && runs.includes(run))
  if (!pair) return null
  const { difference, interval, families, n } = pair
  const isTurned = pair.runs[0] !== baseline
  return {
    difference: isTurned ? -difference : difference,
    interval: interval && isTurned ? [-interval[1], -interval[0]] : interval,
    ...{ families: families.length, n },
  }
}

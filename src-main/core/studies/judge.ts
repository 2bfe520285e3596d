import type { ClaimResult } from '../../contract/studies.ts'
import { pairedDifference } from '../measures/differences.ts'
import { holm } from '../measures/holm.ts'
import { mcNemarExact } from '../measures/mcnemar.ts'
import { intervalText, percent, points, pText } from '../words.ts'

/** Probability of error below which a difference counts. */
export const alpha = 0.05

/**
 * Two classifiers, or one under two conditions, on the same `n` images: `fixed` are wrong in the first and right in the
 * second, `broken` the reverse.
 */
export interface Pair {
  readonly n: number
  readonly correct: readonly [first: number, second: number]
  readonly fixed: number
  readonly broken: number
  /** Titles of the robustness checks that call each one's accuracy suspicious. */
  readonly suspicions: readonly [first: readonly string[], second: readonly string[]]
}

/** What a claim came to. */
export type Judged = Omit<ClaimResult, 'id' | 'claim' | 'rule' | 'unit'>

/** Of a claim whose runs or evaluations are missing. */
export const notTested = (finding: string): Judged => ({
  verdict: 'not tested here',
  finding,
  value: null,
  interval: null,
  n: null,
  p: null,
})

/**
 * Of each pair whether the second classifier is right more often, beyond chance: by the exact McNemar p, adjusted by Holm
 * for the pairs that are there, of which there are `tested`. Null where there is none.
 */
export function judgeBetterEach(pairs: readonly (Pair | null)[]): {
  readonly tested: number
  readonly judged: readonly (Judged | null)[]
} {
  const tested = pairs.filter((pair) => pair !== null)
  const adjusted = holm(tested.map(({ fixed, broken }) => mcNemarExact(fixed, broken))).values()
  const judged = pairs.map((pair) => pair && judgeBetter(pair, adjusted.next().value as number))
  return { tested: tested.length, judged }
}

function judgeBetter(pair: Pair, p: number): Judged {
  const { difference, interval } = pairedDifference(pair.fixed, pair.broken, pair.n)
  const isBetter = difference > 0
  const doubt = isBetter && p >= alpha ? ': it may be chance' : ''
  return {
    verdict: isBetter && p < alpha ? 'holds' : 'does not hold',
    finding: `${describe(pair, difference, interval)}, ${pText(p)}${doubt}`,
    value: difference,
    interval,
    n: pair.n,
    p,
  }
}

/** Both accuracies, the first one last, each with what makes it suspicious, and their difference. */
export function describe(
  { correct: [first, second], n, suspicions: [ofFirst, ofSecond] }: Pair,
  difference: number,
  interval: readonly [number, number],
): string {
  const accuracies = `${accuracyText(second / n, ofSecond)} against ${accuracyText(first / n, ofFirst)}`
  return `${accuracies}: ${points(difference)} ${intervalText(interval)}`
}

const accuracyText = (share: number, suspicions: readonly string[]): string =>
  suspicions.length === 0 ? percent(share) : `${percent(share)} (suspicious: ${suspicions.join(', ')})`

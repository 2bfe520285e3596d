import type { Database } from 'better-sqlite3'
import type { Flips } from '../contract/evaluations.ts'
import { right, wrong, type Outcomes } from '../contract/outcomes.ts'

/** Of all that are kept. */
const mostBytes = 32 * 2 ** 20

/** From the index alone, whose rows are a fifth as long as the table's. */
export const outcomesSql = `
  SELECT 2 * image + (truth = predicted) FROM prediction INDEXED BY prediction_by_classes WHERE evaluation = ?`

/** Reads outcomes and keeps those of the newest evaluations: a comparison of many runs counts every two of them. */
export function outcomeTable(db: Database) {
  const read = db.prepare<[number], number>(outcomesSql).pluck()
  const known = new Map<number, Outcomes>()
  let bytes = 0

  const forget = (evaluation: number): void => {
    bytes -= known.get(evaluation)?.length ?? 0
    known.delete(evaluation)
  }

  return {
    of(evaluation: number): Outcomes {
      const outcomes = known.get(evaluation) ?? packed(read.all(evaluation))
      forget(evaluation)
      known.set(evaluation, outcomes)
      bytes += outcomes.length
      for (const [oldest] of known) if (bytes > mostBytes && oldest !== evaluation) forget(oldest)
      return outcomes
    },
    /** To be called whenever rows of this evaluation have changed. */
    forget,
  }
}

function packed(codes: readonly number[]): Outcomes {
  const last = codes.reduce((most, code) => Math.max(most, code), -1)
  const outcomes = new Uint8Array(Math.floor(last / 2) + 1)
  for (const code of codes) outcomes[Math.floor(code / 2)] = code % 2 === 1 ? right : wrong
  return outcomes
}

/** Over the images that both saw, from the first to the second. */
export function countFlips(first: Outcomes, second: Outcomes): Omit<Flips, 'p'> {
  const counts = new Uint32Array(9)
  const length = Math.min(first.length, second.length)
  for (let image = 0; image < length; image++) {
    const pair = 3 * (first[image] as number) + (second[image] as number)
    counts[pair] = (counts[pair] as number) + 1
  }
  const count = (before: number, after: number): number => counts[3 * before + after] as number
  const [fixed, broken] = [count(wrong, right), count(right, wrong)]
  const [bothWrong, bothRight] = [count(wrong, wrong), count(right, right)]
  return { n: fixed + broken + bothWrong + bothRight, fixed, broken, bothWrong, bothRight }
}

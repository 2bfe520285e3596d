import Table from 'cli-table3'
import { faults, type Fault } from './finding.ts'
import { describeBlow } from './plan-round.ts'
import type { RoundResult } from './run-round.ts'

/** One line a round, and one for everything that it found. */
export function formatRound({ plan, hit, isInside, findings, seconds }: RoundResult): string {
  const { round, seed, scenario, program, blows, isFinished } = plan
  const mark = findings.length === 0 ? '✓' : '✗'
  const told = blows.map(describeBlow).join(', then ')
  const left = isFinished ? '' : ', left so'
  const lines = findings.map(({ fault, message }) => `    ${fault}: ${message}`)
  const again = findings.length === 0 ? [] : [`    again: npm run campaign -- --seed ${seed} --round ${round}`]
  const head = `${mark} ${round} ${scenario.id} in ${program}: ${told}${left} (hit ${hit.join(', ') || 'nobody'}${isInside ? ', writing' : ''}; ${seconds.toFixed(1)} s)`
  return [head, ...lines, ...again].join('\n')
}

/** What rounds with one victim came to. */
export interface VictimRow {
  readonly victim: string
  readonly rounds: number
  /** Rounds in which a file was just being written. */
  readonly inside: number
  readonly resumes: number
  readonly points: number
  readonly faults: Readonly<Record<Fault, number>>
}

/** By the first process that was hit, and all together. */
export function summarize(results: readonly RoundResult[]): VictimRow[] {
  const groups = Map.groupBy(results, ({ hit }) => hit[0] ?? 'nobody')
  const rows = [...groups].toSorted(([a], [b]) => a.localeCompare(b)).map(([victim, own]) => rowOf(victim, own))
  return [...rows, rowOf('all', results)]
}

function rowOf(victim: string, results: readonly RoundResult[]): VictimRow {
  const count = (fault: Fault): number =>
    results.reduce((sum, { findings }) => sum + findings.filter((finding) => finding.fault === fault).length, 0)
  return {
    victim,
    rounds: results.length,
    inside: results.filter(({ isInside }) => isInside).length,
    resumes: results.reduce((sum, { resumes }) => sum + resumes, 0),
    points: results.reduce((sum, { points }) => sum + points, 0),
    faults: Object.fromEntries(faults.map((fault) => [fault, count(fault)])) as Record<Fault, number>,
  }
}

const faultTitles: Readonly<Record<Fault, string>> = {
  lost: 'lost',
  duplicate: 'twice',
  'half-file': 'half files',
  inexact: 'not exact',
  unexplained: 'unexplained',
}

export const summaryHead: readonly string[] = [
  ...['killed first', 'rounds', 'while writing', 'resumes', 'announced points'],
  ...faults.map((fault) => faultTitles[fault]),
]

export function formatSummary(results: readonly RoundResult[]): string {
  const table = new Table({ head: [...summaryHead], style: { head: [], border: [] } })
  for (const { victim, rounds, inside, resumes, points, faults: counts } of summarize(results)) {
    table.push([victim, rounds, inside, resumes, points, ...faults.map((fault) => counts[fault])])
  }
  return table.toString()
}

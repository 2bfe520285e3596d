import { median } from '../../src-main/core/median.ts'
import type { DatabaseSize } from './read-database.ts'
import { measureDrift, type Drift } from './drift.ts'
import type { Driven } from './drive.ts'
import type { Quickness } from './watch-page.ts'

/** Issue 8: memory after warm-up, bytes a point, and how much slower the interface may be at the end. */
const limits = { growth: 0.05, bytesPerPoint: 200, slowerBy: 1.25, slowerByMs: 4 }
/** Share of a process's steps that are warm-up: compilers, caches and pools fill. */
const warmUpShare = 0.2

/** Frames and openings in ms. */
interface Pace {
  readonly frameMedian: number
  readonly frameP95: number
  readonly opening: number
}

/** One long run, a line of the history file. Names no machine. */
export interface LongRunRecord {
  /** ISO 8601. */
  readonly date: string
  readonly commit: string | null
  readonly cores: number
  readonly seconds: number
  readonly realSteps: number
  /** Steps whose events were made up beside the real engine, and took the same way from there on. */
  readonly replayedSteps: number
  readonly points: number
  /** Announced to a client, and not in the database. */
  readonly lostPoints: number
  readonly bytesPerPoint: number
  readonly isDatabaseWhole: boolean
  /** Of what each process holds after a collection and what of it is resident, in bytes. */
  readonly memory: Readonly<Record<string, Drift>>
  readonly interface: { readonly start: Pace; readonly end: Pace } | null
  readonly missed: readonly string[]
}

export function judge(
  driven: Driven,
  database: DatabaseSize,
  quickness: { readonly start: Quickness; readonly end: Quickness } | null,
  about: Pick<LongRunRecord, 'date' | 'commit' | 'cores'>,
): LongRunRecord {
  const { samples, realSteps, replayedSteps, announcedPoints, seconds } = driven
  const memory = Object.fromEntries(
    Object.entries(samples).map(
      ([name, all]) => [name, measureDrift(all, (all.at(-1)?.step ?? 0) * warmUpShare)] as const,
    ),
  )
  const pace = quickness && { start: paceOf(quickness.start), end: paceOf(quickness.end) }
  const lostPoints = Math.max(0, announcedPoints - database.points)
  const missed = [
    ...Object.entries(memory)
      // What the system takes back of resident memory is no loss.
      .filter(([name, { growth }]) => (name.endsWith('resident') ? growth : Math.abs(growth)) > limits.growth)
      .map(([name, { growth }]) => `${name}: ${percent(growth)}, expected within ±${percent(limits.growth)}`),
    ...(database.bytesPerPoint < limits.bytesPerPoint
      ? []
      : [`database: ${database.bytesPerPoint.toFixed(0)} bytes a point`]),
    ...(database.isWhole ? [] : ['database: damaged']),
    ...(lostPoints === 0 ? [] : [`${lostPoints} announced points are not in the database`]),
    ...(pace === null ? [] : slower(pace)),
  ]
  return {
    ...about,
    ...{ seconds, realSteps, replayedSteps, points: database.points, lostPoints },
    ...{ bytesPerPoint: database.bytesPerPoint, isDatabaseWhole: database.isWhole },
    ...{ memory, interface: pace, missed },
  }
}

function paceOf({ frames, opening }: Quickness): Pace {
  const sorted = frames.toSorted((a, b) => a - b)
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] ?? Number.NaN
  return { frameMedian: median(sorted), frameP95: p95, opening: median(opening) }
}

function slower({ start, end }: NonNullable<LongRunRecord['interface']>): string[] {
  return (Object.keys(start) as (keyof Pace)[])
    .filter((what) => !(end[what] <= start[what] * limits.slowerBy + limits.slowerByMs))
    .map((what) => `${what}: ${start[what].toFixed(1)} ms at the start, ${end[what].toFixed(1)} ms at the end`)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** What a person reads of it. */
export function describeLongRun(record: LongRunRecord): string {
  const { realSteps, replayedSteps, points, lostPoints, bytesPerPoint, seconds, memory, missed } = record
  const count = (value: number): string => value.toLocaleString('en-US')
  const lines = [
    `${count(realSteps)} real and ${count(replayedSteps)} replayed steps, ${count(points)} points in ${Math.round(seconds)} s.`,
    `Points lost: ${lostPoints}. Database: ${bytesPerPoint.toFixed(0)} bytes a point.`,
    ...Object.entries(memory).map(
      ([name, { first, last, growth, per100kSteps }]) =>
        `${name}: ${megabytes(first)} to ${megabytes(last)} (${percent(growth)}; ${megabytes(per100kSteps)} per 100,000 steps)`,
    ),
  ]
  if (record.interface) {
    const { start, end } = record.interface
    lines.push(
      `Interface, start and end: frame median ${ms(start.frameMedian)} and ${ms(end.frameMedian)}, p95 ${ms(start.frameP95)} and ${ms(end.frameP95)}; opening the run ${ms(start.opening)} and ${ms(end.opening)}.`,
    )
  }
  return [...lines, ...missed.map((what) => `MISSED ${what}`)].join('\n')
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`
const ms = (value: number): string => `${value.toFixed(1)} ms`

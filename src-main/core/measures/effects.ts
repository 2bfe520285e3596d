import type { Effect, EffectLevel, EffectMeasure } from '../../contract/effects.ts'
import type { ParamValue } from '../../contract/method.ts'
import { meanInterval } from './student.ts'
import { rankCorrelation, rankCorrelationInterval } from './rank-correlation.ts'

/** A run with its measure, finite. */
export interface MeasuredSettings {
  readonly settings: Readonly<Record<string, ParamValue>>
  readonly seed: number
  readonly value: number
}

type Better = EffectMeasure['better']

/** From so many different numbers on, their thirds are compared. */
const mostLevels = 6

/**
 * What one setting does to a measure: the mean of the runs with each of its values (marginal means of a factorial design:
 * Montgomery 2017, "Design and analysis of experiments", chapter 5), the difference between the best and the worst of
 * them, and for numbers the rank correlation. A number of more than six different values is taken in thirds of the
 * settings, lowest to highest.
 *
 * Intervals of means are over seeds: for each seed the mean of all its runs at the level, then t over these; so they say
 * how the same runs would fall out with other seeds, not with other settings. The span is paired by seeds that both
 * levels have; being between the two most different levels, it is the larger the more levels there are. Runs without the
 * setting do not count.
 */
export function effectOf(path: string, runs: readonly MeasuredSettings[], better: Better): Effect {
  const having = runs.filter(({ settings }) => settings[path] !== undefined)
  const levels = levelsOf(path, having)
  return { path, levels: levels.map(describeLevel), span: spanOf(levels, better), rank: rankOf(path, having) }
}

interface Level {
  readonly label: string
  readonly members: readonly MeasuredSettings[]
  readonly mean: number
  readonly bySeed: ReadonlyMap<number, number>
}

const levelOf = (label: string, members: readonly MeasuredSettings[]): Level => ({
  ...{ label, members, mean: meanOf(members.map(({ value }) => value)), bySeed: seedMeans(members) },
})

function levelsOf(path: string, runs: readonly MeasuredSettings[]): Level[] {
  const byValue = [...Map.groupBy(runs, ({ settings }) => settings[path] as ParamValue)]
  const numbers = byValue.filter((entry): entry is [number, MeasuredSettings[]] => typeof entry[0] === 'number')
  if (numbers.length < byValue.length) return byValue.map(([value, members]) => levelOf(String(value), members))
  const sorted = numbers.toSorted(([a], [b]) => a - b)
  if (sorted.length <= mostLevels) return sorted.map(([value, members]) => levelOf(digits(value), members))
  const place = (third: number): number => Math.round((third * sorted.length) / 3)
  return [0, 1, 2].map((third) => {
    const part = sorted.slice(place(third), place(third + 1))
    const [low, high] = [part[0]?.[0] ?? Number.NaN, part.at(-1)?.[0] ?? Number.NaN]
    return levelOf(
      `${digits(low)} to ${digits(high)}`,
      part.flatMap(([, members]) => members),
    )
  })
}

const digits = (value: number): string => String(Number(value.toPrecision(4)))

function describeLevel({ label, members, mean, bySeed }: Level): EffectLevel {
  return {
    label,
    mean,
    interval: meanInterval([...bySeed.values()]),
    runs: members.length,
    settings: settingsOf(members).length,
    seeds: bySeed.size,
  }
}

function spanOf(levels: readonly Level[], better: Better): Effect['span'] {
  const sorted = levels.toSorted((a, b) => (better === 'larger' ? b.mean - a.mean : a.mean - b.mean))
  const [best, worst] = [sorted[0], sorted.at(-1)]
  if (!best || !worst || best === worst) return null
  const differences = [...best.bySeed].flatMap(([seed, value]) => {
    const other = worst.bySeed.get(seed)
    return other === undefined ? [] : [value - other]
  })
  return {
    difference: best.mean - worst.mean,
    interval: meanInterval(differences),
    best: best.label,
    worst: worst.label,
  }
}

function rankOf(path: string, runs: readonly MeasuredSettings[]): Effect['rank'] {
  const pairs = settingsOf(runs).flatMap((members) => {
    const x = members[0]?.settings[path]
    return typeof x === 'number' ? [[x, meanOf(members.map(({ value }) => value))] as const] : []
  })
  const areNumbers = runs.every(({ settings }) => typeof settings[path] === 'number')
  if (!areNumbers || new Set(pairs.map(([x]) => x)).size < 3) return null
  const correlation = rankCorrelation(
    pairs.map(([x]) => x),
    pairs.map(([, y]) => y),
  )
  return correlation === null ? null : { correlation, interval: rankCorrelationInterval(pairs), n: pairs.length }
}

/** Runs that differ in nothing but their seed, together. */
function settingsOf(runs: readonly MeasuredSettings[]): MeasuredSettings[][] {
  const key = ({ settings }: MeasuredSettings): string =>
    JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return [...Map.groupBy(runs, key).values()]
}

function seedMeans(runs: readonly MeasuredSettings[]): Map<number, number> {
  const bySeed = Map.groupBy(runs, ({ seed }) => seed)
  return new Map([...bySeed].map(([seed, own]) => [seed, meanOf(own.map(({ value }) => value))]))
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

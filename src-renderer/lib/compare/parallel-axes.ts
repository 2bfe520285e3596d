import { settingName, type Effects, type EffectMeasure, type SweptRun } from '../../../src-main/contract/index.ts'
import { percentDigits, plainNumber } from '../format.ts'

/** One axis of parallel coordinates; positions go from 0 at its foot to 1 at its head. */
export interface ParallelAxis {
  readonly id: string
  readonly title: string
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
  /** A measure, not a setting. */
  readonly isResult: boolean
  /** Positions of the runs' values, by run; none for a run without one. */
  readonly positions: ReadonlyMap<string, number>
  /** A value between two positions, as text. */
  labelAt(position: number): string
}

/** A part of an axis. */
export type Brush = readonly [low: number, high: number]

/** From so many orders of magnitude on, an axis goes by them. */
const logarithmicRatio = 30
const mostTicks = 6

/** An axis a swept setting, one of the seeds where there are several, then those of these measures. */
export function parallelAxes(
  { fields, runs }: Effects,
  measures: readonly EffectMeasure[],
  seedOf: (run: string) => number,
): ParallelAxis[] {
  const seeds = new Map(runs.map(({ run }) => [run, seedOf(run)]))
  const hasSeeds = new Set(seeds.values()).size > 1
  return [
    ...fields.map((path) => {
      const values = valuesOf(runs, ({ settings }) => settings[path])
      return axisOf({ id: path, title: settingName(path), isResult: false }, values, plainNumber)
    }),
    ...(hasSeeds ? [axisOf({ id: 'seed', title: 'seed', isResult: false }, seeds, plainNumber)] : []),
    ...measures.map(({ id, title, isShare }) => {
      const values = valuesOf(runs, ({ results }) => results[id])
      const text = isShare ? percentDigits : plainNumber
      return axisOf({ id, title: isShare ? `${title}, %` : title, isResult: true }, values, text)
    }),
  ]
}

/** Runs that lie within every brushed part; a run without a value lies within none. */
export function runsWithin(
  axes: readonly ParallelAxis[],
  brushes: ReadonlyMap<string, Brush>,
  runs: readonly SweptRun[],
): string[] {
  const brushed = axes.flatMap((axis) => {
    const brush = brushes.get(axis.id)
    return brush ? [{ axis, brush }] : []
  })
  return runs.flatMap(({ run }) => {
    const isWithin = brushed.every(({ axis, brush: [low, high] }) => {
      const at = axis.positions.get(run)
      return at !== undefined && at >= low - 1e-9 && at <= high + 1e-9
    })
    return isWithin ? [run] : []
  })
}

type Value = number | string | boolean | null

function valuesOf(runs: readonly SweptRun[], read: (run: SweptRun) => Value | undefined): Map<string, Value> {
  return new Map(
    runs.flatMap((run) => {
      const value = read(run)
      return value === undefined ? [] : [[run.run, value] as const]
    }),
  )
}

type Named = Pick<ParallelAxis, 'id' | 'title' | 'isResult'>

function axisOf(named: Named, values: ReadonlyMap<string, Value>, text: (value: number) => string): ParallelAxis {
  const different = [...new Set(values.values())]
  const numbers = different.filter((value) => typeof value === 'number').toSorted((a, b) => a - b)
  if (numbers.length < different.length || numbers.length === 0) return wordAxis(named, values, different)
  const [low, high] = [numbers[0] as number, numbers.at(-1) as number]
  const isLogarithmic = low > 0 && high / low >= logarithmicRatio && !named.isResult
  const scale = isLogarithmic ? Math.log : (value: number): number => value
  const back = isLogarithmic ? Math.exp : (value: number): number => value
  const positionOf = (value: number): number =>
    high === low ? 0.5 : (scale(value) - scale(low)) / (scale(high) - scale(low))
  const valueAt = (position: number): number => back(scale(low) + position * (scale(high) - scale(low)))
  const shown = numbers.length <= mostTicks ? numbers : [0, 0.25, 0.5, 0.75, 1].map(valueAt)
  return {
    ...named,
    ticks: apart(shown.map((value) => ({ at: positionOf(value), label: text(value) }))),
    positions: new Map([...values].map(([run, value]) => [run, positionOf(value as number)])),
    labelAt: (position) => text(valueAt(position)),
  }
}

function wordAxis(named: Named, values: ReadonlyMap<string, Value>, different: readonly Value[]): ParallelAxis {
  const words = different.map(String).toSorted()
  const positionOf = (word: string): number => (words.length < 2 ? 0.5 : words.indexOf(word) / (words.length - 1))
  return {
    ...named,
    ticks: words.map((label) => ({ at: positionOf(label), label })),
    positions: new Map([...values].map(([run, value]) => [run, positionOf(String(value))])),
    labelAt: (position) => words[Math.round(position * (words.length - 1))] ?? '',
  }
}

/** Labels that would lie on one another are left out, the ends never. */
function apart(ticks: readonly { at: number; label: string }[]): { at: number; label: string }[] {
  const least = 0.08
  return ticks.filter(({ at }, index) => {
    if (index === 0 || index === ticks.length - 1) return true
    return at - (ticks[index - 1]?.at ?? 0) >= least && 1 - at >= least
  })
}

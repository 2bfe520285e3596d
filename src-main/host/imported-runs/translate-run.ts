import { RunConfig } from '../../contract/run-config.ts'
import type { MetricPoint } from '../../contract/runs.ts'
import type { FoundPoint, FoundRun } from './found-run.ts'
import { cleanText } from './clean-text.ts'
import { nameMetrics } from './name-metrics.ts'
import { placeEpochs } from './place-epochs.ts'

const longestText = 1000

/** A found run in our words. */
export interface TranslatedRun extends Omit<FoundRun, 'series'> {
  readonly points: readonly MetricPoint[]
  /** What the source calls the metrics that have our name here: theirs by ours. */
  readonly names: ReadonlyMap<string, string>
}

/** Our names, fractions in place of per cent, epochs, and the gap wherever both accuracies were measured at one step. */
export function translateRun({ series, notes, ...run }: FoundRun): TranslatedRun {
  const ours = nameMetrics([...series.keys()])
  const told = [...notes]
  const renamed = new Map(
    [...series].map(([theirs, points]): [string, readonly FoundPoint[]] => {
      const name = ours.get(theirs) ?? theirs
      if (!isAccuracy(name) || !isPercent(points)) return [name, points]
      told.push(`"${theirs}" is in per cent: it is kept as a fraction.`)
      return [name, points.map((point) => ({ ...point, value: point.value / 100 }))]
    }),
  )
  const { points, note } = placeEpochs(renamed)
  const names = [...ours].filter(([theirs, name]) => theirs !== name && name !== 'epoch')
  return {
    ...run,
    name: cleanText(run.name) || 'imported run',
    params: new Map([...run.params].map(([name, value]) => [cleanText(name), cleanText(value, longestText)])),
    notes: [...told, ...(note === null ? [] : [note])].map((text) => cleanText(text, longestText)),
    points: [...points, ...gaps(points)],
    names: new Map(names.map(([theirs, name]) => [name, theirs])),
  }
}

const isAccuracy = (name: string): boolean => name === 'train-accuracy' || name === 'validation-accuracy'

const isPercent = (points: readonly FoundPoint[]): boolean =>
  points.some(({ value }) => value > 1.5) && points.every(({ value }) => value >= 0 && value <= 100)

function gaps(points: readonly MetricPoint[]): MetricPoint[] {
  const validation = new Map(
    points.filter(({ name }) => name === 'validation-accuracy').map(({ step, value }) => [step, value]),
  )
  return points
    .filter(({ name, step }) => name === 'train-accuracy' && validation.has(step))
    .map((point) => ({ ...point, name: 'generalization-gap', value: point.value - (validation.get(point.step) ?? 0) }))
}

/**
 * What stands in the place of the configuration of a run that was trained elsewhere. Nothing of it may be shown as known:
 * `Run.imported` says what is.
 */
export function unknownConfig(name: string, points: readonly MetricPoint[]): RunConfig {
  const unknown = { id: 'unknown' }
  const epochs = points.reduce((most, { epoch }) => Math.max(most, epoch), 1)
  return RunConfig.parse({
    name: cleanText(name, 120) || 'imported run',
    dataset: unknown,
    architecture: unknown,
    objective: unknown,
    optimizer: unknown,
    schedule: unknown,
    freezing: unknown,
    epochs: Math.min(100_000, Math.ceil(epochs)),
  })
}

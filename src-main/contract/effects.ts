import { z } from 'zod'
import { ParamValue } from './method.ts'
import { RunId } from './runs.ts'

const Interval = z.tuple([z.number(), z.number()])

/** What the effects of settings are measured by; `id`: `best:<metric>`, `last:<metric>` or `evaluated:<condition>`. */
export const EffectMeasure = z.object({
  id: z.string(),
  title: z.string(),
  better: z.enum(['larger', 'smaller']),
  /** A share, shown in %. */
  isShare: z.boolean(),
})
export type EffectMeasure = z.output<typeof EffectMeasure>

/** The runs with one value of a setting, or with one in a third of its range. */
export const EffectLevel = z.object({
  /** As a person reads it. */
  label: z.string(),
  mean: z.number(),
  /** 95 % t interval of the mean over seeds; null with a single one. */
  interval: Interval.nullable(),
  /** Runs, and how many settings (all but the seed) and seeds they are of. */
  runs: z.int(),
  settings: z.int(),
  seeds: z.int(),
})
export type EffectLevel = z.output<typeof EffectLevel>

export const Effect = z.object({
  path: z.string(),
  levels: z.array(EffectLevel),
  /** Of the level with the best mean minus that with the worst, paired by seed; null with a single level. */
  span: z
    .object({ difference: z.number(), interval: Interval.nullable(), best: z.string(), worst: z.string() })
    .nullable(),
  /**
   * Spearman's of a number and the measure, over settings (means of their seeds), with its 95 % percentile bootstrap over
   * them; null where the setting is no number, has fewer than 3 values or never changes the measure.
   */
  rank: z.object({ correlation: z.number(), interval: Interval.nullable(), n: z.int() }).nullable(),
})
export type Effect = z.output<typeof Effect>

/** What runs of a sweep have of their own, and what came of it. */
export const SweptRun = z.object({
  run: RunId,
  /** By path; of what is not in `fields` nothing. What a run's methods do not have is left out. */
  settings: z.record(z.string(), ParamValue),
  /** By the id of a measure. */
  results: z.record(z.string(), z.number()),
  /** Whether it trained fewer epochs than it was to, for another reason than its own early stopping. */
  isPartial: z.boolean(),
})
export type SweptRun = z.output<typeof SweptRun>

export const Effects = z.object({
  /** Settings in which these runs differ, names and seeds left out, in the order of a configuration. */
  fields: z.array(z.string()),
  measures: z.array(EffectMeasure),
  /** The one that `effects` are of; null where nothing was measured yet. */
  measure: z.string().nullable(),
  runs: z.array(SweptRun),
  effects: z.array(Effect),
  /** Runs without the measure, and runs that did not train to their end, which `effects` leave out. */
  unmeasured: z.int(),
  partial: z.int(),
})
export type Effects = z.output<typeof Effects>

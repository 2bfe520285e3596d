import { z } from 'zod'

/** The most runs that one experiment has. */
export const mostRuns = 1000

const points = z.int().min(2).max(mostRuns)

/** These values, one after the other; a method may be written as text. */
export const SweptValues = z.strictObject({ values: z.array(z.unknown()).min(1).max(mostRuns) })

/**
 * Numbers from `min` to `max`, both included. A grid takes `count` points, evenly spaced on the scale, or one every `step`
 * (of a linear scale), or all whole numbers where the setting takes no others; a random sweep draws from those points, and
 * without any uniformly on the scale. Where a setting takes whole numbers only, so does the range.
 */
export const SweptRange = z.strictObject({
  min: z.number(),
  max: z.number(),
  scale: z.enum(['linear', 'log']).default('linear'),
  count: points.optional(),
  step: z.number().positive().optional(),
})
export type SweptRange = z.output<typeof SweptRange>

export const SweptField = z.union([SweptValues, SweptRange])
export type SweptField = z.output<typeof SweptField>

/**
 * Runs made of an experiment's by giving some settings several values. `fields` are settings as `--set` names them, e.g.
 * `optimizer.params.learningRate`. `grid`: every combination. `random`: `count` draws, the same for the same `seed`, and
 * the first of a larger count (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization").
 * Every run is repeated with each of `seeds`; none: with its own.
 */
export const Sweep = z.strictObject({
  fields: z.record(z.string().min(1).max(200), SweptField).default({}),
  method: z.enum(['grid', 'random']).default('grid'),
  count: z.int().min(1).max(mostRuns).nullable().default(null),
  seed: z.int().min(0).max(2_147_483_647).default(0),
  seeds: z.array(z.int().min(0).max(2_147_483_647)).max(mostRuns).default([]),
})
export type Sweep = z.output<typeof Sweep>
export type SweepInput = z.input<typeof Sweep>

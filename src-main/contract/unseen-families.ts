import { z } from 'zod'
import { Family } from './families.ts'
import { RunId } from './runs.ts'

const Interval = z.tuple([z.number(), z.number()])

/**
 * A run's accuracy over the families of perturbations that its training never showed it: the mean over families of the
 * mean over their conditions, over the images that all of these conditions saw, of one checkpoint.
 */
export const UnseenMean = z.object({
  run: RunId,
  name: z.string(),
  /** As in a comparison's row: null where it is the run's last. */
  checkpoint: z.string().nullable(),
  n: z.int(),
  mean: z.number(),
  /** 95 %, bootstrap over images; null of a single image. */
  interval: Interval.nullable(),
  families: z.array(z.object({ family: Family, conditions: z.int(), mean: z.number() })),
  /** Families that it was evaluated under and that are left out, since training showed them. */
  seen: z.array(Family),
})
export type UnseenMean = z.output<typeof UnseenMean>

/** Two runs over the families that neither of them was shown, under the same conditions, on the same images. */
export const UnseenPair = z.object({
  runs: z.tuple([RunId, RunId]),
  n: z.int(),
  families: z.array(Family),
  means: z.tuple([z.number(), z.number()]),
  /** Second minus first, with its 95 % interval: paired bootstrap over images. */
  difference: z.number(),
  interval: Interval.nullable(),
})
export type UnseenPair = z.output<typeof UnseenPair>

export const UnseenFamilies = z.object({ means: z.array(UnseenMean), pairs: z.array(UnseenPair) })
export type UnseenFamilies = z.output<typeof UnseenFamilies>

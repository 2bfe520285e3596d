import { z } from 'zod'

/**
 * When runs of an experiment end before their last epoch, or are not begun; a rule that is null or absent does not apply.
 * Looked at after every epoch of a run, beside all runs of the experiment. A run that was resumed after a rule ended it
 * goes on to its end.
 */
export const StopRules = z.strictObject({
  /** The measure of an epoch that `median`, `halving` and `target` look at. */
  measure: z
    .enum(['validation-accuracy', 'validation-loss', 'attacked-validation-accuracy'])
    .default('validation-accuracy'),
  /** Ends a run from epoch `fromEpoch` on, once `minRuns` others came as far, where its best is worse than their median. */
  median: z
    .strictObject({
      fromEpoch: z.int().min(1).max(100_000).default(1),
      minRuns: z.int().min(1).max(1000).default(3),
    })
    .nullish(),
  /** Looks at epochs `firstEpoch`, times `factor`, times `factor`² and so on: the best of each `factor` go on. */
  halving: z
    .strictObject({
      firstEpoch: z.int().min(1).max(100_000).default(1),
      factor: z.int().min(2).max(10).default(3),
    })
    .nullish(),
  /** A value of the measure: once a run has it, no further run is begun. */
  target: z.number().nullish(),
  /** Of training, all runs together: then the run that trains ends, and no further run is begun. */
  maxMinutes: z.number().positive().max(10_000_000).nullish(),
  /** After so many runs no further one is begun. */
  maxRuns: z.int().min(1).max(1000).nullish(),
})
export type StopRules = z.output<typeof StopRules>

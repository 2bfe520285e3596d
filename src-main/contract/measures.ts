import { z } from 'zod'

const Interval = z.tuple([z.number(), z.number()])

/** A share of images, in [0, 1], with its 95 % Wilson score interval. */
export const Proportion = z.object({ value: z.number(), correct: z.int(), n: z.int(), interval: Interval })
export type Proportion = z.output<typeof Proportion>

/** A measure with its 95 % bootstrap interval (BCa, seeded) over images; null where there are too few. */
export const Measured = z.object({ value: z.number(), interval: Interval.nullable() })
export type Measured = z.output<typeof Measured>

/** Images of one bin of confidence: how many, their mean confidence, their accuracy; zeros where there are none. */
export const ReliabilityBin = z.object({ n: z.int(), confidence: z.number(), accuracy: z.number() })
export type ReliabilityBin = z.output<typeof ReliabilityBin>

/** Of n images: calibration errors and Brier score as fractions, negative log-likelihood in nats, 15 bins. */
export const CalibrationFigures = z.object({
  n: z.int(),
  ece: z.number(),
  mce: z.number(),
  brier: z.number(),
  nll: z.number(),
  bins: z.array(ReliabilityBin),
})
export type CalibrationFigures = z.output<typeof CalibrationFigures>

/** How far the probabilities of one evaluation can be trusted. */
export const Calibration = z.object({
  all: CalibrationFigures,
  /** Bootstrap, of `all`. */
  intervals: z.object({ ece: Interval.nullable(), brier: Interval.nullable(), nll: Interval.nullable() }),
  /**
   * Fitted to one half of the checkpoint's clean validation images; null where these were not evaluated before. `before`
   * and `after` are of the other half, which it was not fitted to.
   */
  scaled: z.object({ temperature: z.number(), before: CalibrationFigures, after: CalibrationFigures }).nullable(),
})
export type Calibration = z.output<typeof Calibration>

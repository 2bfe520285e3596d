import { z } from 'zod'
import { call } from './define.ts'
import { Effects } from './effects.ts'
import { RunId } from './runs.ts'

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

/** Of whom a measure is; of one checkpoint: the one with most evaluations. */
const measuredRun = {
  run: RunId,
  name: z.string(),
  /** As in a comparison's row: null where it is the run's last. */
  checkpoint: z.string().nullable(),
}

/** Training minus validation accuracy, in [−1, 1], with its 95 % interval of independent proportions. */
export const Gap = z.object({
  difference: z.number(),
  interval: Interval,
  train: Proportion,
  validation: Proportion,
  /**
   * Evaluations of both splits; where there are none, or the run trained on a part of the split (`imagesPerClass`), the
   * monitor's images at the newest epoch.
   */
  from: z.enum(['evaluations', 'monitor']),
})
export type Gap = z.output<typeof Gap>

/** Best and last robust validation accuracy of a training, on its monitor's images. */
export const RobustOverfitting = z.object({
  /** Best minus last. */
  difference: z.number(),
  best: Proportion,
  bestEpoch: z.number(),
  last: Proportion,
  lastEpoch: z.number(),
})
export type RobustOverfitting = z.output<typeof RobustOverfitting>

export const MeasuredSummary = z.object({
  ...measuredRun,
  /** Top-1 and top-5 under each condition; top-5 is null where there are five classes or fewer. */
  accuracies: z.array(
    z.object({ condition: z.string(), evaluation: z.string(), top1: Proportion, top5: Proportion.nullable() }),
  ),
  gap: Gap.nullable(),
  /** Under the attack that training was watched under; null where it was under none. */
  robustGap: Gap.nullable(),
  attack: z.string().nullable(),
  robustOverfitting: RobustOverfitting.nullable(),
  /** Of images that were right when clean, those that each attack turned wrong. */
  attackSuccess: z.array(z.object({ condition: z.string(), evaluation: z.string(), success: Proportion })),
})
export type MeasuredSummary = z.output<typeof MeasuredSummary>

/** Corruptions that this program makes, or the published images of Tiny-ImageNet-C: other pixels, never put together. */
export const CorruptionSource = z.enum(['made', 'published'])
export type CorruptionSource = z.output<typeof CorruptionSource>

/** One of the 15 corruptions of ImageNet-C. */
export const CorruptionErrors = z.object({
  id: z.string(),
  title: z.string(),
  /** Error at severities 1 to 5; null where it was not evaluated. */
  severities: z.array(z.number().nullable()),
  /** Against the baseline's, 1: as many errors; null where one of them misses a severity, or saw few images under one. */
  ce: z.number().nullable(),
  relativeCe: z.number().nullable(),
})
export type CorruptionErrors = z.output<typeof CorruptionErrors>

export const CorruptionRun = z.object({
  ...measuredRun,
  types: z.array(CorruptionErrors),
  /**
   * Types with all five severities, and images that all of these saw. A type with less than a tenth of the images of the
   * one with most is left out.
   */
  measured: z.int(),
  n: z.int(),
  /** Over the measured types, as a fraction; null where there is none. */
  meanError: Measured.nullable(),
  /** Mean accuracy over these over the clean one, of the images that were seen clean too. */
  retainedN: z.int(),
  retained: Measured.nullable(),
  /** Types that the baseline has too, and images that both saw. */
  compared: z.int(),
  sharedN: z.int(),
  /** Means over the compared types, 1: the baseline's; it is an mCE where these are all 15. */
  mce: Measured.nullable(),
  /** Of the shared images, those that both saw clean. */
  relativeN: z.int(),
  relativeMce: Measured.nullable(),
})
export type CorruptionRun = z.output<typeof CorruptionRun>

/** A temperature at one of these ends says that the fit found no best one: all images right, or worse than guessing. */
export const temperatureRange = [0.05, 20] as const

export const CalibrationRow = z.object({
  ...measuredRun,
  condition: z.string(),
  evaluation: z.string(),
  /** null: it was evaluated before this was measured; evaluated again, it is there. */
  calibration: Calibration.nullable(),
  /** How many clean validation images its temperature was fitted to; null: there is none, or they are not known any more. */
  fittedTo: z.int().nullable(),
})
export type CalibrationRow = z.output<typeof CalibrationRow>

export const EffectiveRow = z.object({
  ...measuredRun,
  /** Of the images that both saw. */
  clean: Proportion,
  shifted: Measured,
  /** Whether the line was fitted to it. */
  isFitted: z.boolean(),
  /** Accuracy beyond what the line expects; null where there is no line, or one of other images. */
  effective: Measured.nullable(),
  /** Accuracy on shifted images minus the baseline's, of the images that both saw; null for the baseline itself. */
  relative: Measured.nullable(),
})
export type EffectiveRow = z.output<typeof EffectiveRow>

export const EffectiveRobustness = z.object({
  /** Conditions that can be asked for; `imagenet-c` is the mean over its 15 corruptions. */
  conditions: z.array(z.string()),
  condition: z.string().nullable(),
  /** Runs that the line is to go through, evaluated so or not. */
  fit: z.array(RunId),
  /** logit(shifted) = slope · logit(clean) + intercept; null with fewer than two runs of different clean accuracy. */
  line: z
    .object({
      slope: z.number(),
      intercept: z.number(),
      through: z.array(z.object({ run: RunId, name: z.string(), clean: z.number(), shifted: z.number() })),
    })
    .nullable(),
  rows: z.array(EffectiveRow),
})
export type EffectiveRobustness = z.output<typeof EffectiveRobustness>

export const ClassAccuracies = z.object({
  ...measuredRun,
  evaluation: z.string(),
  /** Mean over classes; null where no class has an image. */
  balanced: z.number().nullable(),
  /** By class index; null without images. */
  classes: z.array(Proportion.nullable()),
})
export type ClassAccuracies = z.output<typeof ClassAccuracies>

const Runs = z.array(RunId).min(1)

export const measures = {
  /** By `measure`, the id of one that they have; null: the first. */
  effects: call(z.object({ runs: Runs, measure: z.string().max(300).nullable().default(null) }), Effects),
  summary: call(z.object({ runs: Runs }), z.array(MeasuredSummary)),
  /** `baseline`: the run that errors are relative to. */
  corruptions: call(
    z.object({ runs: Runs, baseline: RunId.nullable(), source: CorruptionSource.default('made') }),
    z.array(CorruptionRun),
  ),
  /** Under these conditions, or all that there are. */
  calibration: call(z.object({ runs: Runs, conditions: z.array(z.string()).optional() }), z.array(CalibrationRow)),
  /**
   * `fit`: runs that the line is fitted to, of which there may be others than `runs`; null: all on the first run's images
   * that were trained by plain cross-entropy, without augmentations of the shift's family, as were the runs that they were
   * forked from. Throws `invalid-input` where these are of several datasets.
   */
  effectiveRobustness: call(
    z.object({
      runs: Runs,
      fit: z.array(RunId).nullable(),
      baseline: RunId.nullable(),
      /** null: the first that can be asked for. */
      condition: z.string().nullable(),
    }),
    EffectiveRobustness,
  ),
  classes: call(z.object({ runs: Runs, condition: z.string() }), z.array(ClassAccuracies)),
}

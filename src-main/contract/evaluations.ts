import { z } from 'zod'
import { call, event } from './define.ts'
import { MethodChoice } from './method.ts'
import { RunId } from './runs.ts'

export const Split = z.enum(['train', 'validation'])
export type Split = z.output<typeof Split>

/**
 * Checkpoint × split × condition. Counts are null until it is done; `checkpoint` is null while the evaluation waits for
 * its run to end.
 */
export const Evaluation = z.object({
  id: z.string(),
  run: RunId,
  checkpoint: z.int().nullable(),
  split: Split,
  condition: MethodChoice,
  state: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  reason: z.string().nullable(),
  n: z.int(),
  correct: z.int().nullable(),
  correctTop5: z.int().nullable(),
  meanLoss: z.number().nullable(),
  seconds: z.number().nullable(),
  createdAt: z.number(),
})
export type Evaluation = z.output<typeof Evaluation>

/** One image's outcome in an evaluation. Confidence is the softmax probability of the predicted class;
 * margin is the true class's logit minus the largest other logit (negative: misclassified). */
export const Prediction = z.object({
  image: z.int(),
  truth: z.int(),
  predicted: z.int(),
  confidence: z.number(),
  margin: z.number(),
  loss: z.number(),
  /** Class indices, most probable first, with their probabilities. */
  top5: z.array(z.object({ class: z.int(), probability: z.number() })),
})
export type Prediction = z.output<typeof Prediction>

/** 95 % Wilson score interval. */
export const Interval = z.tuple([z.number(), z.number()])

export const ComparisonRow = z.object({
  run: RunId,
  name: z.string(),
  /** Text that names the condition, e.g. `fgsm:epsilon=2/255`. */
  condition: z.string(),
  correct: z.int(),
  n: z.int(),
  accuracy: z.number(),
  interval: Interval,
  top5: z.number().nullable(),
})
export const ComparisonPair = z.object({
  runs: z.tuple([RunId, RunId]),
  condition: z.string(),
  /** Wrong in the first run, right in the second. */
  fixed: z.int(),
  /** Right in the first run, wrong in the second. */
  broken: z.int(),
  /** Exact two-sided McNemar p over the images that both saw. */
  p: z.number(),
})
export const Comparison = z.object({ rows: z.array(ComparisonRow), pairs: z.array(ComparisonPair) })
export type ComparisonRow = z.output<typeof ComparisonRow>
export type ComparisonPair = z.output<typeof ComparisonPair>
export type Comparison = z.output<typeof Comparison>

export const evaluations = {
  launch: call(
    z.object({
      run: RunId,
      conditions: z.array(MethodChoice).min(1),
      split: Split.default('validation'),
      checkpoint: z.enum(['last', 'best']).default('last'),
    }),
    z.array(Evaluation),
  ),
  list: call(z.object({ runs: z.array(RunId).optional() }), z.array(Evaluation)),
  compare: call(z.object({ runs: z.array(RunId).min(1) }), Comparison),
  predictions: call(
    z.object({
      evaluation: z.string(),
      truth: z.int().optional(),
      predicted: z.int().optional(),
      misclassified: z.boolean().default(false),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(10_000).default(200),
    }),
    z.array(Prediction),
  ),
  /** counts[truth][predicted] */
  confusion: call(z.object({ evaluation: z.string() }), z.array(z.array(z.int()))),
  changed: event(Evaluation),
}

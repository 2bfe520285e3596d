import { z } from 'zod'
import { RobustnessCheck } from './robustness-checks.ts'
import { RunId } from './runs.ts'

/** 95 % Wilson score interval. */
const Interval = z.tuple([z.number(), z.number()])

export const ComparisonRow = z.object({
  run: RunId,
  name: z.string(),
  /** Text that names the condition, e.g. `fgsm:epsilon=2/255`. */
  condition: z.string(),
  /** The evaluation that the row is about. */
  evaluation: z.string(),
  /** What was evaluated where it is not the run's last checkpoint, e.g. `epoch 3, best clean`; null where it is. */
  checkpoint: z.string().nullable(),
  correct: z.int(),
  n: z.int(),
  accuracy: z.number(),
  interval: Interval,
  top5: z.number().nullable(),
  /** What showed the run's training the condition's family, e.g. `gaussian-noise`; empty where nothing did. */
  seen: z.array(z.string()),
  checks: z.array(RobustnessCheck),
})
/** Two runs under one condition, over the images that both saw, of which there is at least one. */
export const ComparisonPair = z.object({
  runs: z.tuple([RunId, RunId]),
  condition: z.string(),
  /** Images that both saw; each run's own row may be of more. */
  n: z.int(),
  /** Wrong in the first run, right in the second. */
  fixed: z.int(),
  /** Right in the first run, wrong in the second. */
  broken: z.int(),
  bothRight: z.int(),
  /** Exact two-sided McNemar p. */
  p: z.number(),
})
export const Comparison = z.object({ rows: z.array(ComparisonRow), pairs: z.array(ComparisonPair) })
export type ComparisonRow = z.output<typeof ComparisonRow>
export type ComparisonPair = z.output<typeof ComparisonPair>
export type Comparison = z.output<typeof Comparison>

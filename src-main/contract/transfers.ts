import { z } from 'zod'
import { call } from './define.ts'
import { MethodChoice } from './method.ts'
import { RunId } from './runs.ts'
import { Split } from './split.ts'
import { Task } from './tasks.ts'

/** A checkpoint of a run; null: its last. */
export const ModelChoice = z.object({ run: RunId, checkpoint: z.int().nullable().default(null) })
export type ModelChoice = z.output<typeof ModelChoice>

/** Which checkpoint an answer is about. */
export const ComparedModel = z.object({
  run: RunId,
  name: z.string(),
  checkpoint: z.int(),
  /** e.g. `epoch 3, best clean`; null where it is the run's last. */
  which: z.string().nullable(),
})
export type ComparedModel = z.output<typeof ComparedModel>

/** One answer is about as many models at most. */
export const maxTransferModels = 12

export const TransferQuestion = z.object({
  /** Of the same images. Adversarial images of each are shown to each. */
  models: z.array(ModelChoice).min(1).max(maxTransferModels),
  /** An attack, with its strength. */
  condition: MethodChoice,
  split: Split.default('validation'),
  /** How many images of the split are attacked, drawn once for ever; null: all. */
  images: z.int().min(1).nullable().default(500),
})
export type TransferQuestion = z.output<typeof TransferQuestion>
export type TransferQuestionInput = z.input<typeof TransferQuestion>

/** Attack success: `fooled` of the `n` images of the denominator, with the 95 % Wilson interval. */
export const TransferSuccess = z.object({
  n: z.int(),
  fooled: z.int(),
  /** fooled / n; null where n is 0. */
  rate: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]),
})
export type TransferSuccess = z.output<typeof TransferSuccess>

export const TransferCell = z.object({
  /** Images that were attacked on the source and shown to the target so far. */
  seen: z.int(),
  /** Over images that source and target both classify right as they are. */
  both: TransferSuccess,
  /** Over all images that the target classifies right as they are. */
  target: TransferSuccess,
})
export type TransferCell = z.output<typeof TransferCell>

/** What a success is counted over. */
export const TransferDenominator = z.enum(['both', 'target'])
export type TransferDenominator = z.output<typeof TransferDenominator>

export const TransferMatrix = z.object({
  models: z.array(ComparedModel),
  /** Its strength, and what of its parameters is not the default. */
  condition: MethodChoice,
  split: Split,
  /** How many images are asked for. */
  images: z.int(),
  /** [source][target]: images that were attacked on the source, as the target sees them. The diagonal is white-box. */
  cells: z.array(z.array(TransferCell)),
  /** Whether every image of every cell is there. */
  isComplete: z.boolean(),
})
export type TransferMatrix = z.output<typeof TransferMatrix>

export const transfers = {
  /** What is known already; never waits for an engine. */
  matrix: call(TransferQuestion, TransferMatrix),
  /**
   * Computes what is not there yet, behind all that a person asks meanwhile. What was computed stays when it is
   * cancelled.
   */
  compute: call(TransferQuestion.extend({ task: Task }), TransferMatrix),
}

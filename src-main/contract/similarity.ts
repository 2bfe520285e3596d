import { z } from 'zod'
import { call } from './define.ts'
import { Split } from './split.ts'
import { Task } from './tasks.ts'
import { ComparedModel, ModelChoice } from './transfers.ts'

/** How layers are compared: `core/measures/cka.ts` says what each is. */
export const SimilarityKernel = z.enum(['linear', 'debiased', 'rbf'])
export type SimilarityKernel = z.output<typeof SimilarityKernel>

/** What of a feature map counts: its mean over the image by channel, or every value of it. */
export const SimilarityFeatures = z.enum(['pooled', 'flattened'])
export type SimilarityFeatures = z.output<typeof SimilarityFeatures>

/** A question may be about as many images at most. */
export const maxSimilarityImages = 2048

export const SimilarityQuestion = z.object({
  /** Two models of the same images, or one twice. */
  models: z.tuple([ModelChoice, ModelChoice]),
  kernel: SimilarityKernel.default('linear'),
  features: SimilarityFeatures.default('pooled'),
  split: Split.default('validation'),
  /** How many images of the split, drawn once for ever. */
  images: z.int().min(4).max(maxSimilarityImages).default(512),
})
export type SimilarityQuestion = z.output<typeof SimilarityQuestion>
export type SimilarityQuestionInput = z.input<typeof SimilarityQuestion>

export const LayerSimilarity = z.object({
  models: z.tuple([ComparedModel, ComparedModel]),
  kernel: SimilarityKernel,
  features: SimilarityFeatures,
  split: Split,
  images: z.int(),
  /**
   * Images that are compared at a time: `images`, or fewer where their features would not fit into memory. Then it is
   * minibatch CKA over random batches, whose estimate is debiased whatever the kernel; the width of `rbf` is each batch's
   * own.
   */
  batch: z.int(),
  /** Layers of the first and of the second model, from input to logits. */
  layers: z.tuple([z.array(z.string()), z.array(z.string())]),
  /** [layer of the first][layer of the second], at most 1; null where a layer tells no image from another. */
  values: z.array(z.array(z.number().nullable())),
})
export type LayerSimilarity = z.output<typeof LayerSimilarity>

export const similarity = {
  /** Computed once, kept from then on; null where it was not computed. Never waits for an engine. */
  known: call(SimilarityQuestion, LayerSimilarity.nullable()),
  compute: call(SimilarityQuestion.extend({ task: Task }), LayerSimilarity),
}

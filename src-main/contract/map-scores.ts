import { z } from 'zod'
import { MethodChoice } from './method.ts'

/** How far one saliency map can be believed; null where a score cannot be had. A constant map has none of them. */
export const MapScores = z.object({
  /** Area under the class's probability while the most salient pixels are taken away first, in [0, 1]: less is better. */
  deletion: z.number().nullable(),
  /** The same while they are brought back first: more is better. */
  insertion: z.number().nullable(),
  /** Whether the most salient pixel lies on the object; null without a box. */
  pointing: z.boolean().nullable(),
  /** Share of the positive values within the object's box; null without a box, or where nothing is positive. */
  energy: z.number().nullable(),
  /** Rank correlation with the map of the clean image, in [−1, 1]; null for the map of a clean image. */
  driftCorrelation: z.number().nullable(),
  /** Share of the top tenth of the pixels that is the clean map's too, in [0, 1]; null for the map of a clean image. */
  driftOverlap: z.number().nullable(),
})
export type MapScores = z.output<typeof MapScores>

export const MapScore = MapScores.keyof()
export type MapScore = z.output<typeof MapScore>

/** Images whose maps have this score: those of the predicted class, as far as they were computed and scored. */
export const ScoredBy = z.object({
  method: MethodChoice,
  input: z.enum(['clean', 'seen']).default('seen'),
  score: MapScore,
  /** Both ends included; `pointing` counts as 1 and 0. */
  bounds: z.tuple([z.number(), z.number()]).optional(),
})
export type ScoredBy = z.output<typeof ScoredBy>

/** How alike a method's maps are when all weights of the checkpoint are drawn anew: high means that it shows edges. */
export const RandomisationCheck = z.object({
  /** Mean rank correlation of absolute values, in [−1, 1]; null where no map has an order. */
  correlation: z.number().nullable(),
  /** Images that were compared. */
  n: z.int(),
})
export type RandomisationCheck = z.output<typeof RandomisationCheck>

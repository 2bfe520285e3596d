import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call } from './define.ts'
import { RunId } from './runs.ts'

/** Images that a linear model got wrong under the worst perturbation of an L∞ radius, in closed form. */
export const LinearErrors = z.object({
  /** In pixels of [0, 1]. */
  epsilon: z.number(),
  /** Where pixels may leave [0, 1], as in Goodfellow et al. 2015, and where they stay in it. */
  unclipped: z.int(),
  clipped: z.int(),
  /** Images that `unclipped` counts, or does not, by less than what rounding in float32 comes to. */
  undecided: z.int(),
})
export type LinearErrors = z.output<typeof LinearErrors>

/** A finished evaluation of the same checkpoint under FGSM, or of clean images (epsilon 0). */
export const LinearEvaluation = z.object({ epsilon: z.number(), clip: z.boolean(), wrong: z.int(), n: z.int() })
export type LinearEvaluation = z.output<typeof LinearEvaluation>

/** What a run's last checkpoint of logistic regression knows: w·x + b above 0 speaks for the second class. */
export const LinearModel = z.object({
  checkpoint: z.int(),
  epoch: z.int(),
  dataset: z.string(),
  /** Of one image, and of `weights`. */
  shape: z.tuple([z.int(), z.int(), z.int()]),
  /** w = w₁ − w₀, float32 [height, width, channels]. */
  weights: Bytes,
  /** b₁ − b₀. */
  bias: z.number(),
  /** Validation images. */
  n: z.int(),
  /** From 0 to {@link mostLinearEpsilon}, rising. */
  errors: z.array(LinearErrors),
  evaluated: z.array(LinearEvaluation),
})
export type LinearModel = z.output<typeof LinearModel>

export const mostLinearEpsilon = 0.5

/** Logistic regression, drawn as in Goodfellow, Shlens & Szegedy 2015, figure 2. */
export const linearModels = {
  /** Refused where the run is no logistic regression of two classes, or has no checkpoint yet. */
  read: call(z.object({ run: RunId }), LinearModel),
}

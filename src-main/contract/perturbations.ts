import { z } from 'zod'
import { Bytes } from './bytes.ts'
import type { CatalogEntry, Param } from './catalog.ts'
import { call } from './define.ts'
import { Explanation, ExplainTarget, Prediction, SeenImage } from './evaluations.ts'
import { MethodChoice } from './method.ts'
import { Task } from './tasks.ts'

/** The strength of an attack, where one parameter is all of it; null where it goes as far as it takes. */
export function epsilonOf({ params }: CatalogEntry): Extract<Param, { kind: 'number' }> | null {
  const epsilon = params['epsilon']
  return epsilon?.kind === 'number' && !epsilon.nullable ? epsilon : null
}

/** One image under an attack, as a checkpoint sees it. */
export const PerturbedImage = z.object({
  shape: SeenImage.shape.shape,
  /** float32 [height, width, channels], values in [0, 1]. */
  pixels: Bytes,
  prediction: Prediction,
  /** Cross-entropy of the class that the attack moves away from, in nats. */
  loss: z.number(),
  /** What the attack did, as `SeenImage.perturbation`. */
  perturbation: SeenImage.shape.perturbation,
  /** The most passes that the attack makes of an image. One that makes a single one is quick, since its gradient is held. */
  passes: z.int(),
})
export type PerturbedImage = z.output<typeof PerturbedImage>

/** One image under a corruption, which no attacker chose, as a checkpoint sees it. */
export const CorruptedImage = PerturbedImage.pick({ shape: true, pixels: true, prediction: true, perturbation: true })
export type CorruptedImage = z.output<typeof CorruptedImage>

/** Logits of one image along ±ε · the direction in which its loss grows fastest. */
export const GradientLine = z.object({
  /** In which ε is measured: that of the attack. */
  norm: z.enum(['infinity', 'l2', 'l1']),
  /** Rising, as many below 0 as above, in pixels of [0, 1]. */
  epsilons: z.array(z.number()),
  /** float32 [epsilons, classes]. */
  logits: Bytes,
  /** Whether the gradient is zero, and so all images are the same. */
  isFlat: z.boolean(),
})
export type GradientLine = z.output<typeof GradientLine>

/** The least ε at which an attack makes the model take an image for something else. */
export const FlipPoint = z.object({
  /** 0: it does so from the start; null: it does not up to `maxEpsilon`. */
  epsilon: z.number().nullable(),
  /** The image holds at `epsilon` less this. */
  tolerance: z.number(),
  maxEpsilon: z.number(),
})
export type FlipPoint = z.output<typeof FlipPoint>

/** One of the points that an attack went through. */
export const ReplayStep = z.object({
  /** Gradients that it had followed. */
  step: z.int(),
  prediction: Prediction,
  /** As `PerturbedImage.loss`. */
  loss: z.number(),
  perturbation: SeenImage.shape.perturbation,
})
export type ReplayStep = z.output<typeof ReplayStep>

/** An attack step by step. */
export const Replay = z.object({
  shape: SeenImage.shape.shape,
  /** From where it starts to what it comes to; of a long attack every second, fourth … */
  steps: z.array(ReplayStep).min(1),
  /** float32 [steps, height, width, channels], values in [0, 1]. */
  pixels: Bytes,
})
export type Replay = z.output<typeof Replay>

/** An image as it is, the checkpoint of an evaluation that saw it, and the attack. */
const Attacked = z.object({
  task: Task,
  evaluation: z.string(),
  image: z.int().min(0),
  /** Of the catalog's attacks: one with an `epsilon`, where a call changes it. */
  attack: MethodChoice,
  /** The class that the attack moves away from. Default: the true one, as in an evaluation. */
  label: z.int().min(0).optional(),
})

/** What attacks and corruptions of any strength do to one image. Nothing is kept: the same question has the same answer. */
export const perturbations = {
  /** The image under the attack. */
  image: call(Attacked, PerturbedImage),
  /** The image under a corruption of the catalog, with what an evaluation under it draws for this image. */
  corrupted: call(
    Attacked.pick({ task: true, evaluation: true, image: true }).extend({ corruption: MethodChoice }),
    CorruptedImage,
  ),
  /** Logits from −`maxEpsilon` to +`maxEpsilon`, in the norm of the attack. */
  line: call(Attacked.extend({ maxEpsilon: z.number().positive() }), GradientLine),
  /** Found by bisection of the attack's `epsilon`, in short turns that let other questions pass. */
  flip: call(Attacked.extend({ maxEpsilon: z.number().positive() }), FlipPoint),
  /** The points at which an attack follows gradients. */
  replay: call(Attacked, Replay),
  /** A saliency map of given pixels, float32 [height, width, channels] in [0, 1]; of this image's own classes. */
  explain: call(
    Attacked.pick({ task: true, evaluation: true, image: true }).extend({
      pixels: Bytes,
      method: MethodChoice,
      target: ExplainTarget.default('predicted'),
    }),
    Explanation,
  ),
}

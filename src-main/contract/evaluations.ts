import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { Comparison } from './comparisons.ts'
import { ConfusedPair } from './confused-pair.ts'
import { call, event } from './define.ts'
import { ImageTag } from './image-tags.ts'
import { MapScores, RandomisationCheck, ScoredBy } from './map-scores.ts'
import { MethodChoice } from './method.ts'
import { RobustnessCheck } from './robustness-checks.ts'
import { RunId, SingleKind } from './runs.ts'
import { Split } from './split.ts'
import { Task } from './tasks.ts'
import { UnseenFamilies } from './unseen-families.ts'

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
  /** Empty where the condition is no attack, and until it is done. */
  checks: z.array(RobustnessCheck),
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

/** What an image became from a first evaluation to a second of the same images. */
export const Flip = z.enum(['fixed', 'broken', 'both-wrong', 'both-right'])
export type Flip = z.output<typeof Flip>

const Bounds = z.tuple([z.number(), z.number()])

/** A question to the predictions of one evaluation, or of two on the same images. */
export const GalleryQuery = z.object({
  evaluation: z.string(),
  /** The evaluation it is held against: `flip` reads from this one to `evaluation`. */
  against: z.string().optional(),
  /** Not looked at where there is a `flip`, which decides it. */
  outcome: z.enum(['all', 'misclassified', 'correct']).default('misclassified'),
  /** Needs `against`. */
  flip: Flip.optional(),
  /** Those that carry this tag. */
  tag: ImageTag.optional(),
  /** Hand-picked ones. */
  images: z.array(z.int().min(0)).min(1).max(10_000).optional(),
  truth: z.array(z.int()).optional(),
  predicted: z.array(z.int()).optional(),
  /** Both ends included. */
  confidence: Bounds.optional(),
  margin: Bounds.optional(),
  /** Narrows to images whose maps were scored, and gives each row its score. */
  scored: ScoredBy.optional(),
  /** `wordnet-distance`: from true to predicted class, unknown ones last; `score` needs `scored`. */
  sort: z.enum(['image', 'confidence', 'margin', 'loss', 'wordnet-distance', 'score']).default('image'),
  isDescending: z.boolean().default(false),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(200),
})
export type GalleryQuery = z.output<typeof GalleryQuery>
export type GalleryQueryInput = z.input<typeof GalleryQuery>

export const GalleryRow = Prediction.extend({
  /** What `against` predicted, and the flip; null without `against`, or where that did not see the image. */
  other: z.object({ predicted: z.int(), flip: Flip }).nullable(),
  /** What `scored` asks for; absent without it. */
  score: z.number().optional(),
  /** Absent where the image has none. */
  tags: z.array(z.string()).optional(),
})
export type GalleryRow = z.output<typeof GalleryRow>

/** Over the images that both saw. */
export const Flips = z.object({
  n: z.int(),
  fixed: z.int(),
  broken: z.int(),
  bothWrong: z.int(),
  bothRight: z.int(),
  /** Exact two-sided McNemar p. */
  p: z.number(),
})
export type Flips = z.output<typeof Flips>

/** One image as an evaluation saw it, made again from its condition and seed, and as it is. */
export const SeenImage = z.object({
  shape: z.tuple([z.int(), z.int(), z.int()]),
  /** float32 [height, width, channels], values in [0, 1]. */
  clean: Bytes,
  /** The same under the evaluation's condition; equal to `clean` where that is `clean`. */
  seen: Bytes,
  cleanPrediction: Prediction,
  seenPrediction: Prediction,
  /** Of `seen − clean`: largest absolute value and Euclidean length, in pixels of [0, 1]; share of changed values. */
  perturbation: z.object({ linf: z.number(), l2: z.number(), changed: z.number() }),
})
export type SeenImage = z.output<typeof SeenImage>

/** A class whose logit is explained, `against`: less that of another class. */
export const ClassTarget = z.union([
  // Before the class alone, which would take it and drop the other.
  z.object({ class: z.int().min(0), against: z.int().min(0) }),
  z.object({ class: z.int().min(0) }),
])
export type ClassTarget = z.output<typeof ClassTarget>

/** Whose logit is explained. `predicted` is the class that the evaluation predicted, also where `clean` is explained. */
export const ExplainTarget = z.union([z.enum(['predicted', 'truth', 'truth-minus-predicted']), ...ClassTarget.options])
export type ExplainTarget = z.output<typeof ExplainTarget>

/** A saliency map of one image, class and method, on logits. */
export const Explanation = z.object({
  height: z.int(),
  width: z.int(),
  /** float32 [height, width], raw values. */
  map: Bytes,
  min: z.number(),
  max: z.number(),
  /** What to know of this map, in sentences: the layer that was used, how exact it is. */
  note: z.string().nullable(),
})
export type Explanation = z.output<typeof Explanation>

/** Which map is meant. */
const Explained = z.object({
  task: Task,
  evaluation: z.string(),
  image: z.int().min(0),
  /** The image as it is, or as the evaluation saw it. */
  input: z.enum(['clean', 'seen']).default('seen'),
  method: MethodChoice,
  target: ExplainTarget.default('predicted'),
})

/** A part of a network that an image is made for: a class's logit, or the mean of a layer's channel. */
export const VisualizedUnit = z.union([
  z.object({ class: z.int().min(0) }),
  /** An empty name: the layer that class-activation methods take by themselves. */
  z.object({ layer: z.string(), channel: z.int().min(0) }),
])
export type VisualizedUnit = z.output<typeof VisualizedUnit>

/** An image that such a part answers to. */
export const Visualized = z.object({
  shape: z.tuple([z.int(), z.int(), z.int()]),
  /** float32 [height, width, channels], values in [0, 1]. */
  image: Bytes,
  /** Of the unit, for this image. */
  activation: z.number(),
})
export type Visualized = z.output<typeof Visualized>

export const evaluations = {
  launch: call(
    z.object({
      run: RunId,
      conditions: z.array(MethodChoice).min(1),
      split: Split.default('validation'),
      /** The newest of a kind that a run keeps one of, or the number of a kept one. */
      checkpoint: z.union([SingleKind, z.int()]).default('last'),
      /** How many images of the split, drawn once for ever; null: all. One that was done on as many or more stands. */
      images: z.int().min(1).nullable().default(null),
      /** Evaluates anew what is done, too: its robustness checks may find other runs than they did. */
      again: z.boolean().default(false),
    }),
    z.array(Evaluation),
  ),
  list: call(z.object({ runs: z.array(RunId).optional() }), z.array(Evaluation)),
  /** Takes it out of the queue, or ends it. One that has ended stays as it is. */
  cancel: call(z.object({ id: z.string() }), z.null()),
  compare: call(z.object({ runs: z.array(RunId).min(1) }), Comparison),
  /**
   * Over the families of perturbations that training did not show: each run, and each against the baseline, the first
   * where none of them is named.
   */
  compareUnseen: call(z.object({ runs: z.array(RunId).min(1), baseline: RunId.optional() }), UnseenFamilies),
  gallery: call(GalleryQuery, z.object({ total: z.int(), rows: z.array(GalleryRow) })),
  /** What became of one image in each of these evaluations, in their order; null where one has not seen it. */
  ofImage: call(
    z.object({ evaluations: z.array(z.string()).min(1).max(500), image: z.int().min(0) }),
    z.array(Prediction.nullable()),
  ),
  flips: call(z.object({ first: z.string(), second: z.string() }), Flips),
  seenImage: call(z.object({ task: Task, evaluation: z.string(), image: z.int().min(0) }), SeenImage),
  /** Kept once computed: asked again, it comes from its file, with no engine. */
  explain: call(Explained, Explanation),
  /** Of the map that `explain` answers with, which is computed where it is not there. Kept as maps are. */
  scoreMap: call(Explained, MapScores),
  /** Of a method on the evaluated checkpoint: once for all images. Kept once computed. */
  randomisationCheck: call(z.object({ task: Task, evaluation: z.string(), method: MethodChoice }), RandomisationCheck),
  /** Of the evaluated checkpoint. Not kept: the same seed makes the same image in some seconds. */
  visualize: call(
    z.object({
      task: Task,
      evaluation: z.string(),
      method: MethodChoice,
      unit: VisualizedUnit,
      seed: z.int().min(0).max(0x7fffffff).default(0),
    }),
    Visualized,
  ),
  /** Classes that were taken for one another, the most frequent first. */
  confusedPairs: call(z.object({ evaluation: z.string() }), z.array(ConfusedPair)),
  /** counts[truth][predicted] */
  confusion: call(z.object({ evaluation: z.string() }), z.array(z.array(z.int()))),
  changed: event(Evaluation),
}

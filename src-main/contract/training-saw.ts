import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { Box } from './datasets.ts'
import { call } from './define.ts'
import { Task } from './tasks.ts'

/** A training image near to the one that was asked about, and what the checkpoint says of it as it is. */
export const TrainingNeighbour = z.object({
  /** Its number in the training split. */
  image: z.int(),
  /** Cosine of the angle between the features of both, in [−1, 1]. */
  similarity: z.number(),
  predicted: z.int(),
  /** Probability of the predicted class. */
  confidence: z.number(),
})
export type TrainingNeighbour = z.output<typeof TrainingNeighbour>

/** The training images of one class, as a checkpoint sees them. */
export const NearestOfClass = z.object({
  class: z.int(),
  /** Images of the class that took part in the training. */
  n: z.int(),
  /** How many of them the checkpoint is right about. */
  correct: z.int(),
  /** Nearest first. */
  nearest: z.array(TrainingNeighbour),
})
export type NearestOfClass = z.output<typeof NearestOfClass>

export const NearestTraining = z.object({
  /** The layer whose values are compared: what the last dense layer is given. */
  layer: z.string(),
  /** How many values each image has there. */
  features: z.int(),
  /** In the order that was asked for. */
  classes: z.array(NearestOfClass),
})
export type NearestTraining = z.output<typeof NearestTraining>

/** What one training image was in the epochs of a training, made again from the run's seed. */
export const TrainingCrops = z.object({
  shape: z.tuple([z.int(), z.int(), z.int()]),
  /** Epochs (0 first) in which it was trained on up to the checkpoint, those before a fork left out. */
  epochs: z.array(z.int()),
  /** Epochs (0 first) before this one were trained by the run that this one was forked from. */
  firstEpoch: z.int(),
  /** Share of the object's box that each epoch's crop still showed, in [0, 1]; null where nobody drew a box. */
  boxLeft: z.array(z.number()).nullable(),
  box: Box.nullable(),
  /**
   * uint8 [crops, height, width, channels] of the page's epochs, before the objective attacks or mixes them; rounded. Fewer
   * than were asked for where one answer holds no more (`maxPixelBytes`).
   */
  pixels: Bytes,
})
export type TrainingCrops = z.output<typeof TrainingCrops>

const byEvaluation = { task: Task, evaluation: z.string() }

export const trainingSaw = {
  /**
   * The nearest training images of some classes, by the features of the evaluated checkpoint. These are computed once for
   * each class, in short turns, and kept.
   */
  nearest: call(
    z.object({
      ...byEvaluation,
      image: z.int().min(0),
      /** The image as it is, or as the evaluation saw it. */
      input: z.enum(['clean', 'seen']).default('seen'),
      classes: z.array(z.int().min(0)).min(1).max(5),
      /** Of each class. */
      count: z.int().min(1).max(100).default(8),
    }),
    NearestTraining,
  ),
  /** Crops of one training image, of all epochs in words and of a page of them in pixels. */
  crops: call(
    z.object({
      ...byEvaluation,
      /** Its number in the training split. */
      image: z.int().min(0),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(200).default(48),
    }),
    TrainingCrops,
  ),
}

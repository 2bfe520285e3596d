import { z } from 'zod'
import { Bytes } from '../contract/bytes.ts'
import { Box } from '../contract/datasets.ts'
import { Explanation, Prediction, SeenImage, Visualized, VisualizedUnit } from '../contract/evaluations.ts'
import { Estimate, Preview, RateRange } from '../contract/experiments.ts'
import { Classification } from '../contract/image-files.ts'
import { MapScores, RandomisationCheck } from '../contract/map-scores.ts'
import { MethodChoice } from '../contract/method.ts'
import { CorruptedImage, GradientLine, PerturbedImage, Replay } from '../contract/perturbations.ts'
import { RunConfig } from '../contract/run-config.ts'
import { SimilarityFeatures, SimilarityKernel } from '../contract/similarity.ts'
import { Split } from '../contract/split.ts'
import { TrainingCrops } from '../contract/training-saw.ts'
import { CorruptedSource } from './corrupted-source.ts'
import { InitialWeights } from './initial-weights.ts'

/** The run that a question is about. */
const aboutRun = { id: z.string(), config: RunConfig, datasetFolder: z.string() }
/** The model that a question is about. */
const aboutModel = { ...aboutRun, checkpoint: z.string() }
const aboutNewRun = { ...aboutRun, initialWeights: InitialWeights.nullable() }

/** An image: float32 [height, width, channels], values in [0, 1]; a split: as it is in the dataset. */
const Pixels = z.union([Bytes, Split])

/** Classes whose logits are explained: the first one's, or the first one's minus the second one's. */
export const ExplainedClasses = z.tuple([z.int(), z.int().nullable()])
export type ExplainedClasses = z.output<typeof ExplainedClasses>

/** What the last dense layer is given of one image, float32 [features], and the name of the layer that gives it. */
export const ImageFeatures = z.object({ layer: z.string(), features: Bytes })
export type ImageFeatures = z.output<typeof ImageFeatures>

/** The same of some training images of a class, [images, features], with what the model says of each. */
export const ClassFeatures = ImageFeatures.extend({
  /** Images of the class that took part in the training. */
  total: z.int(),
  /** Their numbers in the training split. */
  images: z.array(z.int()),
  predicted: z.array(z.int()),
  confidence: z.array(z.number()),
})
export type ClassFeatures = z.output<typeof ClassFeatures>

/** Of the layers of two models over one batch of images: inner products, or unbiased HSIC where it is one of several. */
export const LayerSums = z.object({
  /** Names, from input to logits, of the first and of the second model. */
  layers: z.tuple([z.array(z.string()), z.array(z.string())]),
  /** [layer of the first][layer of the second] */
  between: z.array(z.array(z.number())),
  /** Of each layer with itself. */
  own: z.tuple([z.array(z.number()), z.array(z.number())]),
})
export type LayerSums = z.output<typeof LayerSums>

/** Where a search for a flip point stands: the image holds at `low`, and is broken at `high`; null: by nothing that is known. */
export const FlipSearched = z.object({ low: z.number(), high: z.number().nullable(), isDone: z.boolean() })
export type FlipSearched = z.output<typeof FlipSearched>

/** One image of a split as it is, under an attack that moves away from a class. */
const attackedImage = {
  ...aboutModel,
  split: Split,
  image: z.int(),
  label: z.int(),
  attack: MethodChoice,
}

/** Models that stay loaded for the next question: two runs are compared, and a third is the one being configured. */
export const mostKeptModels = 3

/** What the interactive lane asks: nothing is written, the answer comes back whole. Asking again is always safe. */
export const Question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('see-image'),
    ...aboutModel,
    split: Split,
    condition: MethodChoice,
    corrupted: CorruptedSource.nullable(),
    /** How many images of the split the evaluation saw. */
    images: z.int(),
    /** What the evaluation stored of this image: what is made again has to come to the same. */
    stored: Prediction,
  }),
  z.object({
    kind: z.literal('explain'),
    ...aboutModel,
    /** Number of the image: the key of the noise that a method draws for it. */
    image: z.int(),
    pixels: Pixels,
    method: MethodChoice,
    classes: ExplainedClasses,
  }),
  z.object({
    kind: z.literal('explain-images'),
    ...aboutModel,
    split: Split,
    /** Their numbers in the split: the keys of the noise that a method draws for them. */
    images: z.array(z.int()).min(1),
    /** float32 [images, height, width, channels], values in [0, 1]; null: as they are in the dataset. */
    pixels: Bytes.nullable(),
    method: MethodChoice,
    /** Of each image. */
    classes: z.array(ExplainedClasses),
  }),
  z.object({
    kind: z.literal('visualize'),
    ...aboutModel,
    method: MethodChoice,
    unit: VisualizedUnit,
    seed: z.int(),
  }),
  z.object({
    kind: z.literal('score-map'),
    ...aboutModel,
    image: z.int(),
    /** null: deletion and insertion are left out. */
    pixels: Pixels.nullable(),
    /** float32 [height, width]: the map of these pixels for these classes. */
    map: Bytes,
    classes: ExplainedClasses,
    /** The map of the clean image, where `pixels` are another one. */
    cleanMap: Bytes.nullable(),
    box: Box.nullable(),
  }),
  z.object({
    kind: z.literal('check-randomisation'),
    ...aboutModel,
    split: Split,
    method: MethodChoice,
    /** How many images of the split are explained, as they are in the dataset, each for its true class. */
    count: z.int().min(1),
  }),
  z.object({
    kind: z.literal('classify-image'),
    ...aboutModel,
    /** float32 [height, width, channels], values in [0, 1]. */
    pixels: Bytes,
  }),
  z.object({
    kind: z.literal('image-features'),
    ...aboutModel,
    /** float32 [height, width, channels], values in [0, 1]. */
    pixels: Bytes,
  }),
  z.object({
    kind: z.literal('class-features'),
    ...aboutModel,
    class: z.int(),
    offset: z.int(),
    limit: z.int().min(1),
  }),
  z.object({
    kind: z.literal('training-crops'),
    ...aboutModel,
    /** Its number in the training split. */
    image: z.int(),
    /** Steps that the checkpoint has taken, and the first epoch (0 first) that this run trained itself. */
    step: z.int(),
    firstEpoch: z.int(),
    /** Which of its epochs are answered in pixels. */
    offset: z.int(),
    limit: z.int(),
  }),
  z.object({
    kind: z.literal('attack-images'),
    ...aboutModel,
    split: Split,
    /** Their numbers in the split. */
    images: z.array(z.int()).min(1),
    /** How many are computed at a time, so that the last few need no other step. */
    batch: z.int(),
    attack: MethodChoice,
  }),
  z.object({
    kind: z.literal('judge-images'),
    ...aboutModel,
    split: Split,
    images: z.array(z.int()).min(1),
    batch: z.int(),
    /** float32 [images, height, width, channels], values in [0, 1]; null: as they are in the dataset. */
    pixels: Bytes.nullable(),
  }),
  z.object({
    kind: z.literal('compare-layers'),
    ...aboutModel,
    /** The other model, of the same images; null: the same one. */
    other: z.object({ config: RunConfig, checkpoint: z.string() }).nullable(),
    split: Split,
    images: z.array(z.int()).min(4),
    kernel: SimilarityKernel,
    features: SimilarityFeatures,
    /** Whether it is one of several batches. */
    isMinibatch: z.boolean(),
  }),
  z.object({ kind: z.literal('perturb'), ...attackedImage }),
  z.object({ kind: z.literal('gradient-line'), ...attackedImage, maxEpsilon: z.number() }),
  z.object({
    kind: z.literal('find-flip'),
    ...attackedImage,
    maxEpsilon: z.number(),
    /** What the answer before came to; null: the search begins. */
    from: FlipSearched.nullable(),
    /** How narrow the bracket is to be. */
    tolerance: z.number(),
  }),
  z.object({ kind: z.literal('replay-attack'), ...attackedImage }),
  z.object({
    kind: z.literal('corrupt'),
    ...aboutModel,
    split: Split,
    image: z.int(),
    /** A corruption. */
    condition: MethodChoice,
    corrupted: CorruptedSource.nullable(),
  }),
  z.object({ kind: z.literal('preview'), ...aboutNewRun, count: z.int() }),
  z.object({ kind: z.literal('estimate'), ...aboutNewRun }),
  z.object({ kind: z.literal('rate-range'), ...aboutNewRun, from: z.number(), to: z.number(), steps: z.int() }),
])
export type Question = z.output<typeof Question>
export type QuestionOf<K extends Question['kind']> = Extract<Question, { kind: K }>

export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('see-image'), value: SeenImage }),
  z.object({ kind: z.literal('explain'), value: Explanation }),
  /** Of the first images of the question, one at least: as many as were done in a short time. */
  z.object({ kind: z.literal('explain-images'), value: z.array(Explanation).min(1) }),
  z.object({ kind: z.literal('visualize'), value: Visualized }),
  z.object({ kind: z.literal('score-map'), value: MapScores }),
  z.object({ kind: z.literal('check-randomisation'), value: RandomisationCheck }),
  z.object({ kind: z.literal('classify-image'), value: Classification }),
  z.object({ kind: z.literal('image-features'), value: ImageFeatures }),
  z.object({ kind: z.literal('class-features'), value: ClassFeatures }),
  z.object({ kind: z.literal('training-crops'), value: TrainingCrops }),
  /** float32 [images, height, width, channels], values in [0, 1]. */
  z.object({ kind: z.literal('attack-images'), value: z.object({ pixels: Bytes }) }),
  z.object({ kind: z.literal('judge-images'), value: z.object({ isRight: z.array(z.boolean()) }) }),
  z.object({ kind: z.literal('compare-layers'), value: LayerSums }),
  z.object({ kind: z.literal('perturb'), value: PerturbedImage }),
  z.object({ kind: z.literal('gradient-line'), value: GradientLine }),
  /** As far as a short time went. */
  z.object({ kind: z.literal('find-flip'), value: FlipSearched }),
  z.object({ kind: z.literal('replay-attack'), value: Replay }),
  z.object({ kind: z.literal('corrupt'), value: CorruptedImage }),
  z.object({ kind: z.literal('preview'), value: Preview }),
  z.object({ kind: z.literal('estimate'), value: Estimate }),
  z.object({ kind: z.literal('rate-range'), value: RateRange }),
])
export type Answer = z.output<typeof Answer>
export type AnswerOf<K extends Question['kind']> = Extract<Answer, { kind: K }>['value']

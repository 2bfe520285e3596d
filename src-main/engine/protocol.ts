import { z } from 'zod'
import { Bytes } from '../contract/bytes.ts'
import { Box } from '../contract/datasets.ts'
import { Explanation, Prediction, SeenImage, Visualized, VisualizedUnit } from '../contract/evaluations.ts'
import { Estimate, Preview, RateRange } from '../contract/experiments.ts'
import { MapScores, RandomisationCheck } from '../contract/map-scores.ts'
import { MethodChoice } from '../contract/method.ts'
import { GradientLine, PerturbedImage, Replay } from '../contract/perturbations.ts'
import { CheckOutcome } from '../contract/robustness-checks.ts'
import { CheckpointKind, MetricPoint, RunEvent } from '../contract/runs.ts'
import { RunConfig } from '../contract/run-config.ts'
import { Split } from '../contract/split.ts'
import { TrainingCrops } from '../contract/training-saw.ts'
import { errorCodes } from '../contract/wire.ts'

/** Weights that a new run starts from: what they are called, and the absolute path of the workspace's copy. */
export const InitialWeights = z.object({ title: z.string(), path: z.string() })
export type InitialWeights = z.output<typeof InitialWeights>

/** Trains one run. Holds all that is needed, so that starting it again is always safe. */
export const TrainJob = z.object({
  kind: z.literal('train'),
  id: z.string(),
  config: RunConfig,
  /** Absolute path of the dataset's cache folder. */
  datasetFolder: z.string(),
  /** Absolute path of the folder that takes the run's checkpoints. */
  runFolder: z.string(),
  /** Absolute path of the checkpoint to go on from. */
  resumeFrom: z.string().nullable(),
  /** What a run starts from that has nothing to go on from; null: random. */
  initialWeights: InitialWeights.nullable(),
  /** Another run's checkpoint that this run starts from, where there is none of its own yet to go on from. */
  fork: z
    .object({
      checkpoint: z.string(),
      /** Optimizer slots and count of epochs are taken over with the weights. */
      keepsProgress: z.boolean(),
      /** And so is what the schedule remembers. */
      keepsSchedule: z.boolean(),
      /** Whether an epoch has the same batches: else the fork goes on at the start of one. */
      keepsPlace: z.boolean(),
    })
    .nullable(),
})

/** Evaluates one checkpoint under one condition. */
export const EvaluateJob = z.object({
  kind: z.literal('evaluate'),
  id: z.string(),
  config: RunConfig,
  datasetFolder: z.string(),
  checkpoint: z.string(),
  split: Split,
  condition: MethodChoice,
  /** How many images of the split. */
  images: z.int(),
  /** Another model of the same images, whose adversarial images a robustness check tries on this one. */
  surrogate: z.object({ name: z.string(), config: RunConfig, checkpoint: z.string() }).nullable(),
})

/** One unit of engine work, stateless. */
export const Job = z.discriminatedUnion('kind', [TrainJob, EvaluateJob])
export type Job = z.output<typeof Job>
export type TrainJob = z.output<typeof TrainJob>
export type EvaluateJob = z.output<typeof EvaluateJob>

/** The run that a question is about. */
const aboutRun = { id: z.string(), config: RunConfig, datasetFolder: z.string() }
const aboutNewRun = { ...aboutRun, initialWeights: InitialWeights.nullable() }

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

/** Where a search for a flip point stands: the image holds at `low`, and is broken at `high`; null: by nothing that is known. */
export const FlipSearched = z.object({ low: z.number(), high: z.number().nullable(), isDone: z.boolean() })
export type FlipSearched = z.output<typeof FlipSearched>

/** One image of a split as it is, under an attack that moves away from a class. */
const attackedImage = {
  checkpoint: z.string(),
  split: Split,
  image: z.int(),
  label: z.int(),
  attack: MethodChoice,
}

/** What the interactive lane asks: nothing is written, the answer comes back whole. Asking again is always safe. */
export const Question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('see-image'),
    ...aboutRun,
    checkpoint: z.string(),
    split: Split,
    condition: MethodChoice,
    /** How many images of the split the evaluation saw. */
    images: z.int(),
    /** What the evaluation stored of this image: what is made again has to come to the same. */
    stored: Prediction,
  }),
  z.object({
    kind: z.literal('explain'),
    ...aboutRun,
    checkpoint: z.string(),
    /** Number of the image: the key of the noise that a method draws for it. */
    image: z.int(),
    /** float32 [height, width, channels], values in [0, 1]. */
    pixels: Bytes,
    method: MethodChoice,
    classes: ExplainedClasses,
  }),
  z.object({
    kind: z.literal('explain-images'),
    ...aboutRun,
    checkpoint: z.string(),
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
    ...aboutRun,
    checkpoint: z.string(),
    method: MethodChoice,
    unit: VisualizedUnit,
    seed: z.int(),
  }),
  z.object({
    kind: z.literal('score-map'),
    ...aboutRun,
    checkpoint: z.string(),
    /** float32 [height, width, channels], values in [0, 1]; null: deletion and insertion are left out. */
    pixels: Bytes.nullable(),
    /** float32 [height, width]: the map of these pixels for these classes. */
    map: Bytes,
    classes: ExplainedClasses,
    /** The map of the clean image, where `pixels` are another one. */
    cleanMap: Bytes.nullable(),
    box: Box.nullable(),
  }),
  z.object({
    kind: z.literal('check-randomisation'),
    ...aboutRun,
    checkpoint: z.string(),
    split: Split,
    method: MethodChoice,
    /** How many images of the split are explained, as they are in the dataset, each for its true class. */
    count: z.int().min(1),
  }),
  z.object({
    kind: z.literal('image-features'),
    ...aboutRun,
    checkpoint: z.string(),
    /** float32 [height, width, channels], values in [0, 1]. */
    pixels: Bytes,
  }),
  z.object({
    kind: z.literal('class-features'),
    ...aboutRun,
    checkpoint: z.string(),
    class: z.int(),
    offset: z.int(),
    limit: z.int().min(1),
  }),
  z.object({
    kind: z.literal('training-crops'),
    ...aboutRun,
    checkpoint: z.string(),
    /** Its number in the training split. */
    image: z.int(),
    /** Steps that the checkpoint has taken, and the first epoch (0 first) that this run trained itself. */
    step: z.int(),
    firstEpoch: z.int(),
    /** Which of its epochs are answered in pixels. */
    offset: z.int(),
    limit: z.int(),
  }),
  z.object({ kind: z.literal('perturb'), ...aboutRun, ...attackedImage }),
  z.object({ kind: z.literal('gradient-line'), ...aboutRun, ...attackedImage, maxEpsilon: z.number() }),
  z.object({
    kind: z.literal('find-flip'),
    ...aboutRun,
    ...attackedImage,
    maxEpsilon: z.number(),
    /** What the answer before came to; null: the search begins. */
    from: FlipSearched.nullable(),
    /** How narrow the bracket is to be. */
    tolerance: z.number(),
  }),
  z.object({ kind: z.literal('replay-attack'), ...aboutRun, ...attackedImage }),
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
  z.object({ kind: z.literal('image-features'), value: ImageFeatures }),
  z.object({ kind: z.literal('class-features'), value: ClassFeatures }),
  z.object({ kind: z.literal('training-crops'), value: TrainingCrops }),
  z.object({ kind: z.literal('perturb'), value: PerturbedImage }),
  z.object({ kind: z.literal('gradient-line'), value: GradientLine }),
  /** As far as a short time went. */
  z.object({ kind: z.literal('find-flip'), value: FlipSearched }),
  z.object({ kind: z.literal('replay-attack'), value: Replay }),
  z.object({ kind: z.literal('preview'), value: Preview }),
  z.object({ kind: z.literal('estimate'), value: Estimate }),
  z.object({ kind: z.literal('rate-range'), value: RateRange }),
])
export type Answer = z.output<typeof Answer>
export type AnswerOf<K extends Question['kind']> = Extract<Answer, { kind: K }>['value']

export const ToEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), job: Job }),
  z.object({ kind: z.literal('ask'), question: Question }),
  z.object({ kind: z.literal('cancel'), id: z.string() }),
  z.object({ kind: z.literal('shutdown') }),
])
export type ToEngine = z.output<typeof ToEngine>

/** A checkpoint that is already on disk, synced and renamed. */
export const CheckpointFile = z.object({
  kind: CheckpointKind,
  step: z.int(),
  epoch: z.int(),
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
})
export type CheckpointFile = z.output<typeof CheckpointFile>

export const JobResult = z.object({
  outcome: z.enum(['done', 'early-stop', 'cancelled']),
  step: z.int(),
  epoch: z.int(),
})
export type JobResult = z.output<typeof JobResult>

/** What a job tells while it runs; batches at 10 Hz, no point is ever dropped. */
export const JobEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('points'), points: z.array(MetricPoint) }),
  z.object({
    kind: z.literal('progress'),
    done: z.number(),
    total: z.number(),
    epoch: z.int(),
    rate: z.number().nullable(),
    note: z.string(),
  }),
  z.object({ kind: z.literal('checkpoint'), file: CheckpointFile }),
  z.object({
    kind: z.literal('happened'),
    what: RunEvent.shape.kind,
    step: z.int(),
    message: z.string(),
    blocks: RunEvent.shape.blocks,
  }),
  z.object({ kind: z.literal('summary'), parameters: z.int(), stepsTotal: z.int() }),
  z.object({ kind: z.literal('predictions'), rows: z.array(Prediction) }),
  z.object({ kind: z.literal('checks'), checks: z.array(CheckOutcome) }),
])
export type JobEvent = z.output<typeof JobEvent>

export const FromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), backend: z.string(), device: z.string(), note: z.string().nullable() }),
  /** Once a second while the event loop turns. */
  z.object({ kind: z.literal('beat') }),
  z.object({ kind: z.literal('events'), id: z.string(), events: z.array(JobEvent) }),
  z.object({ kind: z.literal('done'), id: z.string(), result: JobResult }),
  z.object({ kind: z.literal('answered'), id: z.string(), answer: Answer }),
  /**
   * Another process has to do this job, and gets it anew: on the processor where a sentence says why the card cannot.
   */
  z.object({ kind: z.literal('exchange'), id: z.string(), cardRefusal: z.string().nullable() }),
  z.object({
    kind: z.literal('failed'),
    id: z.string(),
    error: z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }),
  }),
])
export type FromEngine = z.output<typeof FromEngine>

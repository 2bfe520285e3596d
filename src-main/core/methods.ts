import type * as tf from '@tensorflow/tfjs-core'
import type { CatalogEntry, TrainingDefaults } from '../contract/catalog.ts'
import type { ParamValue } from '../contract/method.ts'
import type { Norm } from './attacks/direction.ts'
import type { Computation } from './computation.ts'
import type { ImageSet, SplitFacts } from './datasets/image-set.ts'
import type { Activate } from './network/layers.ts'
import type { Network, Shape3 } from './network/network.ts'
import type { Params, ValuesOf } from './params.ts'
import type { Random } from './random.ts'

type AnyValues = Readonly<Record<string, ParamValue>>
type Described<M extends CatalogEntry, P extends Params> = Omit<Pick<M, keyof CatalogEntry>, 'params'> & {
  readonly params: P
}

/** A function that returns a network as data. */
export interface Architecture extends CatalogEntry {
  readonly defaults: TrainingDefaults
  build(values: AnyValues, target: ArchitectureTarget): Network
}
export interface ArchitectureTarget {
  readonly inputShape: Shape3
  readonly classes: number
}

/**
 * Uniform noise in [0, 1) of shape [batch, ...shape], a pure function of the step's or the images' seed.
 * Draws with different `stream` are independent of one another.
 */
export type Noise = (shape: readonly number[], stream: number) => tf.Tensor

/** One forward pass: logits [batch, classes] and the moving statistics after it (unchanged in inference mode). */
export interface ForwardResult {
  readonly logits: tf.Tensor2D
  readonly statistics: readonly tf.Tensor[]
}

/** Everything a training loss may use. All tensors are inputs of the step; nothing here has a side effect. */
export interface ObjectiveContext {
  /** [batch, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** [batch] int32 class indices. */
  readonly labels: tf.Tensor1D
  /** The weights that are trained; gradients are returned in this order. */
  readonly trainable: readonly tf.Tensor[]
  /** Moving statistics before the step. */
  readonly statistics: readonly tf.Tensor[]
  /** [batch]: what each image's loss is multiplied by before the mean over the batch. Absent: 1. */
  readonly sampleWeights?: tf.Tensor1D
  /**
   * What an attack's gradient is multiplied by before it becomes a step, in [0, 1], of a shape that broadcasts to that of
   * the images. Absent: 1.
   */
  readonly featureMask?: tf.Tensor
  /** What the step before left as `carried`, zeros in the first; absent where the objective carries nothing. */
  readonly carried?: readonly tf.Tensor[]
  /** New in every step. */
  readonly noise: Noise
  /**
   * One pass in training mode (batch statistics; updates the given moving statistics) or inference mode. Any number of
   * images; `trainable` stands in for the trained weights.
   */
  forward(
    images: tf.Tensor4D,
    statistics: readonly tf.Tensor[],
    mode: { readonly training: boolean; readonly trainable?: readonly tf.Tensor[] },
  ): ForwardResult
}

export interface ObjectiveResult {
  /** Scalar that is minimised. */
  readonly loss: tf.Scalar
  /** Further scalars worth a curve, by metric name: tensors of their own, so that each can be disposed of. */
  readonly parts: Readonly<Record<string, tf.Scalar>>
  /** d loss / d trainable, in order. */
  readonly gradients: readonly tf.Tensor[]
  /** The weights that weight decay shrinks, in order, where these are not `trainable`. */
  readonly decayed?: readonly tf.Tensor[]
  readonly statistics: readonly tf.Tensor[]
  /** Share of the clean images (mixed ones where the objective mixes) that were right; null where none was passed. */
  readonly accuracy: tf.Scalar | null
  /** What the next step finds as `carried`, of the same shapes. */
  readonly carried?: readonly tf.Tensor[]
}

/** What a step of an objective asks of the network, and holds at once: for the time and memory of a run. */
export interface StepCost {
  /** Passes of the batch forward and back again, those of the attack among them. */
  readonly gradients: number
  /** Passes forward alone. */
  readonly forwards: number
  /** Passes whose activations wait at the same time for their way back. */
  readonly heldPasses: number
  /** Whether gradients reach back to the images. */
  readonly reachesImages: boolean
  /** Tensors per trained weight beside weights and slots: gradients, and what is added to them or to the weights. */
  readonly perWeight: number
}

/** Methods with rules between parameters throw `invalid-input` here, before anything is computed. */
interface Checked {
  check?(values: AnyValues): void
}

/** A training loss with its gradients: a pure function of tensors. */
export interface Objective extends CatalogEntry, Checked {
  step(values: AnyValues, context: ObjectiveContext): ObjectiveResult
  cost(values: AnyValues): StepCost
  /** Throws `invalid-input` where it cannot train this network; absent: it trains all. */
  requires?(values: AnyValues, network: Network): void
  /** How many steps in a row take each batch. Default 1. */
  repeats?(values: AnyValues): number
  /** Shapes of what one step carries to the next, which is saved in checkpoints. Default none. */
  carries?(
    values: AnyValues,
    run: { readonly batchSize: number; readonly shape: Shape3 },
  ): readonly (readonly number[])[]
  /**
   * Weights of the images of each class, from the number of training images that each has; null: all weigh 1. Absent
   * where an objective knows no weights.
   */
  classWeights?(values: AnyValues, counts: readonly number[]): readonly number[] | null
  /** The attack that this objective trains against, as an entry of the attacks' registry; null where there is none. */
  trainingAttack(values: AnyValues): { readonly id: string; readonly params: Record<string, ParamValue> } | null
}

export interface WeightUpdate {
  readonly weight: tf.Tensor
  readonly gradient: tf.Tensor
  readonly slots: readonly tf.Tensor[]
}

/** An update rule: a pure function of one weight, its gradient and its slots. */
export interface Optimizer extends CatalogEntry {
  /** Names of the slots of one weight, each of the weight's shape and zero at the start. */
  slots(values: AnyValues): readonly string[]
  /**
   * The rule at one step; what all weights share is computed once. `rate`: scalar, after schedule and warm-up.
   * `step`: scalar float32, 1 in the first step.
   */
  rule(
    values: AnyValues,
    at: { readonly rate: tf.Scalar; readonly step: tf.Scalar },
  ): (update: WeightUpdate) => { weight: tf.Tensor; slots: readonly tf.Tensor[] }
  learningRate(values: AnyValues): number
}

/** Plain data that is saved in the checkpoint. */
export type ScheduleState = Readonly<Record<string, number>>

/** A learning-rate schedule: a factor on the optimizer's rate, and what it remembers between epochs. */
export interface Schedule extends CatalogEntry {
  initial(values: AnyValues): ScheduleState
  /** Factor for the step with this index (0 first). */
  factor(
    values: AnyValues,
    state: ScheduleState,
    at: { step: number; stepsTotal: number; stepsPerEpoch: number },
  ): number
  /** Called after every epoch; `reason` says why the rate changed, as a sentence. */
  observe(
    values: AnyValues,
    state: ScheduleState,
    metrics: Readonly<Record<string, number>>,
  ): { state: ScheduleState; reason: string | null }
}

/** Where a freezing policy stands: plain data that is saved in the checkpoint. */
export interface FreezingProgress {
  /** The trained blocks, each with the number of steps that were done when it began to be trained. */
  readonly since: Readonly<Record<string, number>>
  /** What the policy remembers between epochs. */
  readonly memory: Readonly<Record<string, number>>
}

/** Says which blocks of a network are trained, and when more of them are; blocks are listed from input to head. */
export interface Freezing extends CatalogEntry {
  /** The blocks that are trained from the start. Throws `invalid-input` where the network has none of that name. */
  start(values: AnyValues, blocks: readonly string[]): readonly string[]
  /** Whether batch normalization of frozen blocks works as in training, and its statistics move. */
  movesStatistics(values: AnyValues): boolean
  /** Called after every epoch: which further blocks are trained from now on, and why, as half a sentence. */
  observe?(
    values: AnyValues,
    progress: FreezingProgress,
    epoch: { readonly blocks: readonly string[]; readonly metrics: Readonly<Record<string, number>> },
  ): {
    readonly memory: FreezingProgress['memory']
    readonly unfrozen: readonly string[]
    readonly reason: string | null
  }
  /** A factor on the learning rate of the step with this index (0 first). */
  rateFactor?(values: AnyValues, progress: FreezingProgress, at: { step: number; stepsPerEpoch: number }): number
}

/**
 * What an attack climbs: of logits [batch, classes], labels and targets [batch] int32, a loss for each image [batch],
 * which has a gradient by the logits. Used within a compiled step: a pure function, the same one for every call.
 */
export type AttackLoss = (logits: tf.Tensor2D, labels: tf.Tensor1D, targets: tf.Tensor1D) => tf.Tensor1D

/** Images in any number, those of a batch or a part of them, with what an attack wants of them. */
export type AttackedImages = {
  /** [images, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** [images] int32. */
  readonly labels: tf.Tensor1D
  /** [images] int32: the classes that a targeted loss asks for; others do not look at it. */
  readonly targets: tf.Tensor1D
}

/** One pass forward and back, in inference mode. */
export type AttackPass = {
  /** d/dx of the loss **summed** over the images, [images, height, width, channels]. */
  readonly gradient: tf.Tensor4D
  /** [images]. */
  readonly losses: tf.Tensor1D
  /** [images, classes]. */
  readonly logits: tf.Tensor2D
}

export interface AttackContext {
  /** [batch, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** [batch] int32. */
  readonly labels: tf.Tensor1D
  /** Every image has a key of its own. */
  readonly noise: Noise
  /**
   * d/dx of the cross-entropy **summed** over the batch, so that no image depends on its neighbours. Inference mode.
   * `labels` are those of the batch, unless given.
   */
  gradientOfLoss(images: tf.Tensor4D, labels?: tf.Tensor1D): Computation<tf.Tensor4D>
  /** [images, classes], inference mode, as an evaluation sees them; of any number of images. */
  logits(images: tf.Tensor4D): Computation<tf.Tensor2D>
  /** A pass for any loss, of any number of images. */
  pass(loss: AttackLoss, at: AttackedImages): Computation<AttackPass>
}

/** How far an attack goes. */
export interface AttackBounds {
  readonly norm: Norm
  /** The greatest distance in that norm, in pixels of [0, 1]; null: as far as it takes. */
  readonly radius: number | null
  /** Whether all values stay in [0, 1]. */
  readonly inRange: boolean
}

/** The most passes that an attack makes of one image, each forward alone or back again too. */
export interface AttackCost {
  readonly gradients: number
  readonly forwards: number
  /** Whether images that are misclassified already are left out of most of them. */
  readonly leavesOut?: boolean
}

/**
 * Makes adversarial images [batch, height, width, channels] from clean ones; pure, seeded, leaks nothing. One that reads
 * values on its way has no place in a traced step.
 */
export interface Attack extends CatalogEntry, Checked {
  bounds(values: AnyValues): AttackBounds
  cost(values: AnyValues, model: { readonly classes: number }): AttackCost
  /** Whether it searches by logits alone, without gradients, or does so too. Default false. */
  readonly searchesByLogits?: boolean
  perturb(values: AnyValues, context: AttackContext): Computation<tf.Tensor4D>
}

/** A layer's output for every image, and what the score makes of it. */
export type LayerPass = {
  /** [batch, height, width, channels]. */
  readonly activation: tf.Tensor4D
  /** d score / d activation, of the same shape. */
  readonly gradient: tf.Tensor4D
}

/**
 * What a saliency method may ask of a model, always in inference mode. The score of an image is the sum of its logits,
 * before softmax, each times its target. Where images are given, they are those of the batch or n of each, [batch · n, …],
 * those of one image in a row; every result belongs to whoever asks.
 */
export interface SaliencyContext {
  readonly network: Network
  /** [batch, height, width, channels], values in [0, 1]. */
  readonly images: tf.Tensor4D
  /** [batch, classes]. */
  readonly target: tf.Tensor2D
  /** Every image has a key of its own. */
  readonly noise: Noise
  /** Standard normal, as `noise`. */
  readonly normal: Noise
  /**
   * d/dx of the score, **summed** over the images, so that none depends on its neighbours. `activate` stands in for the
   * activation functions: the same function for every call.
   */
  gradientOfScore(images: tf.Tensor4D, activate?: Activate): Computation<tf.Tensor4D>
  /** [images, classes], as an evaluation sees them: by the folded network, which costs less than a gradient. */
  logits(images: tf.Tensor4D): Computation<tf.Tensor2D>
  /** One of `explainableLayers`, for the images of the batch. */
  atLayer(name: string): Computation<LayerPass>
  /** A weight of the model, by its path. */
  weight(path: string): tf.Tensor
}

/** What a saliency method found. */
export type SaliencyResult = {
  /** Raw maps [batch, height, width] of the images' size. */
  readonly maps: tf.Tensor3D
  /** What it found besides, one value an image [batch], by name. */
  readonly figures: Readonly<Record<string, tf.Tensor1D>>
}

/** Says where in an image the evidence for a score lies; pure, leaks nothing. */
export interface Saliency extends CatalogEntry, Checked {
  explain(values: AnyValues, context: SaliencyContext): Computation<SaliencyResult>
  /** What a person should know of one image's map, in sentences: the layer that was used, how exact it is. */
  note?(values: AnyValues, network: Network, figures: Readonly<Record<string, number>>): string
}

/** What a part of a network makes of an image, and how every pixel moves it; inference mode. */
export type UnitPass = {
  /** Scalar. */
  readonly activation: tf.Scalar
  /** d activation / dx, [1, height, width, channels]. */
  readonly gradient: tf.Tensor4D
}

export interface VisualizationContext {
  readonly inputShape: Shape3
  /** Of the first image and of every step: [1, ...shape], a pure function of the seed and the stream. */
  readonly noise: Noise
  /** A generator for the seed. */
  readonly random: Random
  /** Of an image [1, height, width, channels], pixels in [0, 1] where it is one. */
  pass(image: tf.Tensor4D): Computation<UnitPass>
}

/** An image that shows what a part of a network answers to. */
export type VisualizationResult = {
  /** [height, width, channels], values in [0, 1]. */
  readonly image: tf.Tensor3D
  /** Of this image: scalar. */
  readonly activation: tf.Scalar
}

/** Makes an image from a network alone: pure, seeded, leaks nothing. */
export interface Visualization extends CatalogEntry, Checked {
  /** How many passes it asks for, so that one can say how far it is. */
  passes(values: AnyValues): number
  visualize(values: AnyValues, context: VisualizationContext): Computation<VisualizationResult>
}

/**
 * Changes one image in place. `image` is row-major [height, width, channels], values in [0, 1] before and after.
 * Augmentations draw from the run's seed, corruptions from image, condition and seed, so both can be replayed.
 */
export interface ImageTransform extends CatalogEntry {
  /** Files of `resources/corruptions` that it lays over images: provided before it is applied (`corruptions/textures.ts`). */
  readonly textures?: readonly string[]
  apply(values: AnyValues, image: Float32Array, shape: Shape3, random: Random): void
  /** The same on bytes 0 … 255, by the same draws, where values are moved and never changed. */
  applyToBytes?(values: AnyValues, image: Uint8Array, shape: Shape3, random: Random): void
}

/** An image of a split, for what takes more than its pixels. */
export interface Scene {
  readonly images: ImageSet
  /** Its number in the split. */
  readonly index: number
}

/**
 * Changes one image in place, as `ImageTransform`, by what else is known of it: where its object lies, what the other
 * images of its split are.
 */
export interface SceneTransform extends CatalogEntry {
  /** Continues "<id> needs …": what a dataset lacks where none of its images can be changed so; and what to do then. */
  readonly needs: string
  readonly remedy: string
  /** Continues "since they …": why some images of a dataset cannot be changed so; they are left out of evaluations. */
  readonly leftOut: string
  /** Whether this image can be changed so; of the split, no pixels are looked at. */
  suits(values: AnyValues, split: SplitFacts, index: number): boolean
  apply(values: AnyValues, image: Float32Array, scene: Scene, random: Random): void
}

/** A change of an image that no attacker chose: a condition of evaluations. */
export type Corruption = ImageTransform | SceneTransform

export const isSceneTransform = (method: Corruption): method is SceneTransform => 'suits' in method

const define =
  <M extends CatalogEntry>() =>
  <const P extends Params>(method: Described<M, P> & Typed<Omit<M, keyof CatalogEntry>, ValuesOf<P>>): M =>
    method as unknown as M

/** The same functions with their first argument typed by the method's own parameters. */
type Typed<F, V> = {
  [K in keyof F]: Exclude<F[K], undefined> extends (values: AnyValues, ...rest: infer A) => infer R
    ? (values: V, ...rest: A) => R
    : F[K]
}

export const defineArchitecture = define<Architecture>()
export const defineObjective = define<Objective>()
export const defineOptimizer = define<Optimizer>()
export const defineSchedule = define<Schedule>()
export const defineFreezing = define<Freezing>()
export const defineAttack = define<Attack>()
export const defineSaliency = define<Saliency>()
export const defineVisualization = define<Visualization>()
export const defineCorruption = define<ImageTransform>()
export const defineSceneTransform = define<SceneTransform>()
export const defineAugmentation = define<ImageTransform>()

import { z } from 'zod'
import { MethodChoice } from './method.ts'
import { StopRules } from './stop-rules.ts'
import { Sweep } from './sweeps.ts'

/** The version that new configurations carry; older ones are upgraded on load, one function per version. */
export const currentConfigVersion = 1

const method = (id: string) => MethodChoice.default({ id, params: {} })

/**
 * Which images to train on. `id` is a dataset kind of the catalog; `imported` names one imported dataset.
 * Without `imported`, the only imported dataset of that kind is used; `shapes` is generated.
 */
export const DatasetChoice = z.strictObject({
  id: z.string().min(1),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])).default({}),
  imported: z.string().nullable().default(null),
  /**
   * Training images of each class that take part, the same ones in every run, and among those of any larger number;
   * null: all. Evaluations see the whole of their split.
   */
  imagesPerClass: z.int().min(1).max(1_000_000).nullable().default(null),
})
export type DatasetChoice = z.output<typeof DatasetChoice>

/** Stop when `monitor` has not improved by `minChange` for `patience` epochs. */
export const EarlyStopping = z.strictObject({
  monitor: z
    .enum(['validation-loss', 'validation-accuracy', 'attacked-validation-accuracy'])
    .default('validation-loss'),
  patience: z.int().min(1).max(1000).default(5),
  minChange: z.number().min(0).max(1).default(0),
  /** Leave the run with the weights of its best epoch, as Keras's `restore_best_weights`. */
  restoreBest: z.boolean().default(true),
})
export type EarlyStopping = z.output<typeof EarlyStopping>

/** What is measured after every epoch, in inference mode and without augmentation, on the same images each time. */
export const Monitor = z.strictObject({
  trainImages: z.int().min(0).max(100_000).default(500),
  validationImages: z.int().min(1).max(100_000).default(500),
  /** The attack of the robust curves; null leaves them out. */
  attack: MethodChoice.nullable().default(null),
})
export type Monitor = z.output<typeof Monitor>

/**
 * Which epochs' checkpoints a run keeps, beside its newest one, which Resume goes on from. A checkpoint that is none of
 * them any more is removed, file and row.
 */
export const CheckpointPolicy = z.strictObject({
  /** The epoch that is best by what early stopping watches, where that is no accuracy under attack, else by accuracy. */
  bestClean: z.boolean().default(true),
  /** The epoch of the best accuracy under the monitored attack; nothing where none is monitored. */
  bestRobust: z.boolean().default(true),
  /** Every so many epochs, all of them; null: none. */
  everyEpochs: z.int().min(1).max(100_000).nullable().default(null),
})
export type CheckpointPolicy = z.output<typeof CheckpointPolicy>

/**
 * Arithmetic of convolutions and matrix products. `float32`: as it says, on a card too. `tf32`: an NVIDIA card rounds
 * their inputs to 10 bits of mantissa, in all that the run computes. `bfloat16`: training steps in mixed precision, as
 * Keras's `mixed_bfloat16`; weights, optimizer slots, statistics and the loss stay float32, and whatever is measured is
 * measured in float32.
 */
export const Precision = z.enum(['float32', 'tf32', 'bfloat16'])
export type Precision = z.output<typeof Precision>

/** One training, whole: with this and the images, a run can be repeated. */
export const RunConfig = z.strictObject({
  version: z.literal(currentConfigVersion).default(currentConfigVersion),
  name: z.string().trim().min(1).max(120).default('run'),
  /** Seeds the initial weights, the order of the images, the augmentation and every random start. */
  seed: z.int().min(0).max(2_147_483_647).default(0),
  dataset: DatasetChoice,
  architecture: method('small-cnn'),
  /**
   * Imported weights to start from, by their id; a launch also takes their name or a beginning of their hash. The layer
   * of the logits is new where the classes are others. null: random.
   */
  initialWeights: z.string().min(1).max(200).nullable().default(null),
  objective: method('cross-entropy'),
  optimizer: method('sgd'),
  schedule: method('constant'),
  /** Linear warm-up of the learning rate from 0 over so many epochs; fractions are allowed. */
  warmupEpochs: z.number().min(0).max(1000).default(0),
  /** Which blocks of the network are trained, and when more of them are. */
  freezing: method('all'),
  augmentations: z.array(MethodChoice).max(32).default([]),
  epochs: z.int().min(1).max(100_000).default(10),
  batchSize: z.int().min(1).max(65_536).default(32),
  /** Decoupled from the loss: `rate × weight` is added to the gradient. */
  weightDecay: z.number().min(0).max(1).default(0),
  weightDecayScope: z.enum(['kernels', 'all']).default('kernels'),
  /**
   * How batch normalization's moving variance takes up a batch's: times n / (n − 1), as Keras 2 and PyTorch do, or as it
   * is, as Keras 3 does.
   */
  batchNormMovingVariance: z.enum(['unbiased', 'biased']).default('unbiased'),
  /** Global L2 norm above which all gradients are scaled down; null leaves them. */
  clipGradientNorm: z.number().positive().nullable().default(null),
  monitor: Monitor.prefault({}),
  earlyStopping: EarlyStopping.nullable().default(null),
  checkpoints: CheckpointPolicy.prefault({}),
  precision: Precision.default('float32'),
  /** Same seed, same bits, run after run on the same machine: operations that cannot promise it are refused. */
  deterministic: z.boolean().default(false),
  /** Where to compute: the best that is there, or the JavaScript backend by name. */
  backend: z.enum(['automatic', 'tensorflow', 'javascript']).default('automatic'),
})
export type RunConfig = z.output<typeof RunConfig>
export type RunConfigInput = z.input<typeof RunConfig>

/**
 * Runs launched together to be compared, and the conditions they are evaluated under.
 * `base` holds what the runs share; each of `runs` overrides it, top-level field by field.
 * A condition reads `clean`, `fgsm:epsilon=2/255`, `gaussian-noise:sigma=0.1` or `training-attack`.
 */
export const ExperimentConfig = z.strictObject({
  version: z.literal(currentConfigVersion).default(currentConfigVersion),
  name: z.string().trim().min(1).max(120).default('experiment'),
  base: z.record(z.string(), z.unknown()).default({}),
  runs: z.array(z.record(z.string(), z.unknown())).min(1).max(1000),
  conditions: z.array(MethodChoice).default([{ id: 'clean', params: {} }]),
  /** How many images of the split the conditions are evaluated on, drawn once for ever; null: all. */
  evaluationImages: z.int().min(1).max(10_000_000).nullable().default(null),
  /** Makes several runs of each of `runs`, by `expandSweep`; null or absent: they are the runs. */
  sweep: Sweep.nullish(),
  /** When runs end early, or are not begun; null or absent: all train to their end. */
  stop: StopRules.nullish(),
})
export type ExperimentConfig = z.output<typeof ExperimentConfig>
export type ExperimentConfigInput = z.input<typeof ExperimentConfig>

import { z } from 'zod'
import { Prediction } from '../contract/evaluations.ts'
import { Calibration } from '../contract/measures.ts'
import { MethodChoice } from '../contract/method.ts'
import { CheckOutcome } from '../contract/robustness-checks.ts'
import { CheckpointKind, MetricPoint, RunEvent } from '../contract/runs.ts'
import { RunConfig } from '../contract/run-config.ts'
import { Split } from '../contract/split.ts'
import { errorCodes } from '../contract/wire.ts'
import { CorruptedSource } from './corrupted-source.ts'
import { InitialWeights } from './initial-weights.ts'
import { Answer, Question } from './questions.ts'

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

/** What a batch of an evaluation leaves for another attempt, where this one is ended. */
const EvaluatedPart = z.object({
  /** How many images lie before it. */
  first: z.int(),
  n: z.int(),
  temperature: z.number().nullable(),
  /** As core/measures/classified packs it; `scaled`: at the temperature, where one is known. */
  plain: z.instanceof(Float64Array),
  scaled: z.instanceof(Float64Array).nullable(),
  /** As core/evaluation/reach has it; null where the condition is no attack. */
  reach: z.object({ distance: z.number(), low: z.number(), high: z.number() }).nullable(),
  seconds: z.number(),
})
export type EvaluatedPart = z.output<typeof EvaluatedPart>

/** Evaluates one checkpoint under one condition. */
export const EvaluateJob = z.object({
  kind: z.literal('evaluate'),
  id: z.string(),
  config: RunConfig,
  datasetFolder: z.string(),
  checkpoint: z.string(),
  split: Split,
  condition: MethodChoice,
  corrupted: CorruptedSource.nullable(),
  /** How many images of the split. */
  images: z.int(),
  /** The first so many of them are predicted already, in these parts, of which these were right. */
  begun: z.object({ images: z.int(), right: z.array(z.int()), parts: z.array(EvaluatedPart) }).nullable(),
  /** What calibrates this checkpoint, where its clean validation images were evaluated before. */
  temperature: z.number().positive().nullable(),
  /** Another model of the same images, whose adversarial images a robustness check tries on this one. */
  surrogate: z.object({ name: z.string(), config: RunConfig, checkpoint: z.string() }).nullable(),
})

/** One unit of engine work, stateless. */
export const Job = z.discriminatedUnion('kind', [TrainJob, EvaluateJob])
export type Job = z.output<typeof Job>
export type TrainJob = z.output<typeof TrainJob>
export type EvaluateJob = z.output<typeof EvaluateJob>

export const ToEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), job: Job }),
  z.object({ kind: z.literal('ask'), question: Question }),
  z.object({ kind: z.literal('cancel'), id: z.string() }),
  /** The question makes way for another one, and goes on at `resume`. */
  z.object({ kind: z.literal('pause'), id: z.string() }),
  z.object({ kind: z.literal('resume'), id: z.string() }),
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
  z.object({ kind: z.literal('predictions'), rows: z.array(Prediction), part: EvaluatedPart }),
  z.object({ kind: z.literal('checks'), checks: z.array(CheckOutcome) }),
  /** Of all images of an evaluation, also those that another attempt saw. */
  z.object({ kind: z.literal('calibration'), calibration: Calibration }),
])
export type JobEvent = z.output<typeof JobEvent>

export const FromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), backend: z.string(), device: z.string(), note: z.string().nullable() }),
  /** Once a second while the event loop turns. */
  z.object({ kind: z.literal('beat') }),
  z.object({ kind: z.literal('events'), id: z.string(), events: z.array(JobEvent) }),
  /** The question waits: another one may be asked. One that is done before that is answered instead. */
  z.object({ kind: z.literal('paused'), id: z.string() }),
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

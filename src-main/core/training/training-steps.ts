import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { StepBatch } from '../datasets/image-set.ts'
import type { Network, Shape3 } from '../network/network.ts'
import { imagesTensor } from '../ops/pixels.ts'
import { createRandom } from '../random.ts'
import type { CallOptions, StepRuntime } from './runtime.ts'
import { createTrainStep, type StepInputs, type StepOutputs } from './step.ts'
import type { TrainedPart } from './trained-blocks.ts'

/** Sets the noise of steps apart from the order of the images and their augmentation. */
const stepStream = 3

/** What one training step leaves to the next. */
export type StepState = Pick<StepInputs, 'weights' | 'statistics' | 'slots' | 'carried'>

/** Training steps one after another. */
export interface TrainingSteps {
  /**
   * Takes the step with this index (0 first). Images of the batch that are on the device are disposed of. An interrupted
   * or failed step leaves the state as it was.
   */
  advance(
    batch: StepBatch,
    at: { readonly step: number; readonly rate: number },
    options?: CallOptions,
  ): Promise<Metrics>
  /** The present state as new tensors, which the caller disposes. */
  state(): StepState
  /** Milliseconds inside the backend so far. */
  readonly computedMs: number
  dispose(): void
}

/** Shapes of what a run's objective carries from step to step. */
export function carriedShapes({ objective, batchSize }: RunConfig, shape: Shape3): readonly (readonly number[])[] {
  const { method, values } = findMethod('objectives', objective)
  return method.carries?.(values, { batchSize, shape }) ?? []
}

/** Scalars by metric name, the caller's to dispose. */
export type Metrics = StepOutputs['metrics']

/** What training steps are made of. */
interface TrainingStepsOptions {
  readonly config: RunConfig
  readonly network: Network
  readonly shape: Shape3
  readonly runtime: StepRuntime
  /** What the objective multiplies the losses of each class's images by. Default null: all weigh 1. */
  readonly classWeights?: readonly number[] | null
}

/**
 * `initial` stays the caller's; what it does not carry begins as zeros. `trained`: the part of the network that learns, by default what a run starts with.
 */
export function startTrainingSteps(
  { config, network, shape, runtime, classWeights = null }: TrainingStepsOptions,
  initial: StepState,
  trained?: TrainedPart,
): TrainingSteps {
  const trainStep = createTrainStep(config, network, trained)
  const { precision } = config
  const zeros = initial.carried ? [] : carriedShapes(config, shape).map((each) => tf.zeros([...each]))
  const iteration = runtime.iterate<StepState, Omit<StepInputs, keyof StepState>, Metrics>(
    (state, inputs) => {
      const { metrics, ...next } = trainStep({ ...inputs, ...state })
      return { state: next, results: metrics }
    },
    zeros.length > 0 ? { ...initial, carried: zeros } : initial,
    { precision },
  )
  tf.dispose(zeros)

  return {
    async advance(batch, { step, rate }, options) {
      const random = createRandom(config.seed, stepStream, step)
      const inputs = {
        images: imagesTensor(batch.images, [batch.labels.length, ...shape]),
        labels: tf.tensor1d(batch.labels, 'int32'),
        seed: tf.tensor1d([random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0], 'int32'),
        rate: tf.scalar(rate),
        step: tf.scalar(step + 1),
        ...(classWeights && { sampleWeights: tf.tensor1d(weightsOf(batch.labels, classWeights)) }),
      }
      try {
        return await iteration.advance(inputs, options)
      } finally {
        tf.dispose(inputs)
      }
    },
    state: () => iteration.state(),
    get computedMs() {
      return iteration.computedMs
    },
    dispose: () => iteration.dispose(),
  }
}

function weightsOf(labels: Int32Array, classWeights: readonly number[]): Float32Array {
  return Float32Array.from(labels, (label) => classWeights[label] as number)
}

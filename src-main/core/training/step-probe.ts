import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { StepBatch } from '../datasets/image-set.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Network, Shape3 } from '../network/network.ts'
import type { CallOptions, StepRuntime } from './runtime.ts'
import { leavesOf } from './tensor-tree.ts'
import { uploadSlots } from './tensors.ts'
import type { TrainedPart } from './trained-blocks.ts'
import { startTrainingSteps, type StepState } from './training-steps.ts'

/** Takes real training steps that nobody keeps. */
export interface StepProbe {
  /** One step at this rate; the loss before it, which need not be finite. */
  step(batch: StepBatch, rate: number, options?: CallOptions): Promise<number>
  /** Numbers in one checkpoint: weights, slots and statistics. */
  readonly values: number
  dispose(): void
}

/** Starts from `model`, whose tensors stay the caller's, with the steps that a run of this configuration takes. */
export function createStepProbe(options: {
  readonly config: RunConfig
  readonly network: Network
  readonly model: ModelTensors
  readonly shape: Shape3
  readonly runtime: StepRuntime
  /** By default what a run starts with. */
  readonly trained?: TrainedPart
}): StepProbe {
  const { config, network, model } = options
  const optimizer = findMethod('optimizers', config.optimizer)
  const slots = uploadSlots(network, optimizer.method.slots(optimizer.values).length, null)
  const initial: StepState = { weights: model.weights, statistics: model.statistics, slots }
  const steps = startTrainingSteps(options, initial, options.trained)
  tf.dispose(slots.flat())
  let step = 0

  return {
    values: leavesOf(initial).reduce((sum, { size }) => sum + size, 0),
    async step(batch, rate, call) {
      const metrics = await steps.advance(batch, { step, rate }, call)
      step++
      try {
        const [loss = Number.NaN] = (await metrics['loss']?.data<'float32'>()) ?? []
        return loss
      } finally {
        tf.dispose(Object.values(metrics))
      }
    },
    dispose: () => steps.dispose(),
  }
}

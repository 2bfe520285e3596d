import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import type { Batch } from '../datasets/image-set.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Network, Shape3 } from '../network/network.ts'
import type { StepRuntime } from './runtime.ts'
import { createTrainStep, type StepOutputs } from './step.ts'
import { uploadSlots } from './tensors.ts'
import { advance } from './train.ts'

/** Takes real training steps that nobody keeps. */
export interface StepProbe {
  /** One step at this rate; the loss before it, which need not be finite. */
  step(batch: Batch, rate: number): Promise<number>
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
}): StepProbe {
  const { config, network, model, shape } = options
  const optimizer = findMethod('optimizers', config.optimizer)
  const slotCount = optimizer.method.slots(optimizer.values).length
  const run = options.runtime.compile(createTrainStep(config, network))
  let tensors: Omit<StepOutputs, 'metrics'> = {
    weights: model.weights.map((weight) => tf.clone(weight)),
    statistics: model.statistics.map((statistic) => tf.clone(statistic)),
    slots: uploadSlots(network, slotCount, null) as tf.Tensor[][],
  }
  let step = 0
  const all = (): tf.Tensor[] => [...tensors.weights, ...tensors.statistics, ...tensors.slots.flat()]

  return {
    values: all().reduce((sum, { size }) => sum + size, 0),
    async step(batch, rate) {
      const { metrics, ...next } = advance(run, tensors, batch, shape, { seed: config.seed, step, rate })
      tf.dispose(all())
      tensors = next
      step++
      try {
        const [loss = Number.NaN] = (await metrics['loss']?.data<'float32'>()) ?? []
        return loss
      } finally {
        tf.dispose(Object.values(metrics))
      }
    },
    dispose: () => tf.dispose(all()),
  }
}

import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-core'
import { RunConfig, type RunConfigInput } from '../../src-main/contract/run-config.ts'
import { findMethod } from '../../src-main/core/catalog.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { StepRuntime } from '../../src-main/core/training/runtime.ts'
import { createTrainStep } from '../../src-main/core/training/step.ts'
import { uploadModel, uploadSlots } from '../../src-main/core/training/tensors.ts'

/** Everything that three steps of training leave behind, and the losses on the way. */
export function trainThreeSteps(
  architecture: string,
  size: number,
  objective: string,
  compile: StepRuntime['compile'],
  settings: Partial<RunConfigInput> = {},
): { losses: number[]; state: string[] } {
  const config = RunConfig.parse({
    dataset: { id: 'shapes' },
    architecture,
    objective,
    weightDecay: 1e-4,
    clipGradientNorm: 1,
    ...settings,
  })
  const { method, values } = findMethod('architectures', config.architecture)
  const network = method.build(values, { inputShape: [size, size, 3], classes: 4 })
  const step = compile(createTrainStep(config, network))
  let state: Pick<Parameters<typeof step>[0], 'weights' | 'statistics' | 'slots'> = {
    ...uploadModel(network, initialize(network, 0)),
    slots: uploadSlots(network, 1, null),
  }
  const losses: number[] = []
  for (let at = 1; at <= 3; at++) {
    const inputs = {
      images: tf.randomUniform<tf.Rank.R4>([4, size, size, 3], 0, 1, 'float32', at),
      labels: tf.tensor1d([0, 1, 2, 3], 'int32'),
      seed: tf.tensor1d([7, at], 'int32'),
      rate: tf.scalar(0.05),
      step: tf.scalar(at),
    }
    const { metrics, ...next } = step({ ...inputs, ...state })
    losses.push(...Object.values(metrics).map((scalar) => scalar.dataSync()[0] as number))
    tf.dispose([inputs, metrics, [...state.weights, ...state.statistics, ...state.slots.flat()]])
    state = next
  }
  const left = [...state.weights, ...state.statistics, ...state.slots.flat()]
  const result = { losses, state: left.map((tensor) => digestOf(tensor.dataSync())) }
  tf.dispose(left)
  return result
}

const digestOf = (values: tf.TypedArray): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')

import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-core'
import { RunConfig, type RunConfigInput } from '../../src-main/contract/run-config.ts'
import { findMethod } from '../../src-main/core/catalog.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import { plainRuntime, type StepRuntime } from '../../src-main/core/training/runtime.ts'
import { leavesOf } from '../../src-main/core/training/tensor-tree.ts'
import { uploadModel, uploadSlots } from '../../src-main/core/training/tensors.ts'
import { startTrainingSteps, type TrainingSteps } from '../../src-main/core/training/training-steps.ts'

export const eagerly = plainRuntime(() => performance.now())

/** Training steps of a network for images of `size` × `size` in four classes, from its initial weights. */
export function startSteps(
  architecture: string,
  size: number,
  objective: string,
  runtime: StepRuntime,
  settings: Partial<RunConfigInput> = {},
): TrainingSteps {
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
  const initial = { ...uploadModel(network, initialize(network, 0)), slots: uploadSlots(network, 1, null) }
  const steps = startTrainingSteps({ config, network, shape: [size, size, 3], runtime }, initial)
  tf.dispose(leavesOf(initial))
  return steps
}

/** Four random images for the step with this index. */
export function batchAt(step: number, size: number, count = 4): Parameters<TrainingSteps['advance']>[0] {
  const images = tf.randomUniform([count, size, size, 3], 0, 1, 'float32', step + 1)
  const labels = Int32Array.from({ length: count }, (_, i) => i % 4)
  try {
    return { images: images.dataSync<'float32'>(), labels, indices: labels }
  } finally {
    images.dispose()
  }
}

type Training = readonly [count: number, ...Parameters<typeof startSteps>]

/** Everything that some steps of training leave behind, and the metrics on the way. */
export async function valuesAfter(
  ...[count, architecture, size, ...how]: Training
): Promise<{ losses: number[]; values: tf.TypedArray[] }> {
  const steps = startSteps(architecture, size, ...how)
  const losses: number[] = []
  for (let step = 0; step < count; step++) {
    const metrics = await steps.advance(batchAt(step, size), { step, rate: 0.05 })
    losses.push(...Object.values(metrics).map((scalar) => scalar.dataSync()[0] as number))
    tf.dispose(metrics)
  }
  const left = leavesOf(steps.state())
  const values = left.map((tensor) => tensor.dataSync())
  tf.dispose(left)
  steps.dispose()
  return { losses, values }
}

/** As `valuesAfter`, with a digest of each tensor. */
export async function trainSteps(...training: Training): Promise<{ losses: number[]; state: string[] }> {
  const { losses, values } = await valuesAfter(...training)
  return { losses, state: values.map(digestOf) }
}

const digestOf = (values: tf.TypedArray): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')

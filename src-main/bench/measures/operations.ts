import * as tf from '@tensorflow/tfjs-core'
import { findMethod } from '../../core/catalog.ts'
import { initialize } from '../../core/network/initialize.ts'
import { createTrainStep, type StepInputs } from '../../core/training/step.ts'
import { uploadModel, uploadSlots } from '../../core/training/tensors.ts'
import { operationCosts, type OperationCost } from '../../engine/backends/tensorflow/operation-costs.ts'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, configOf, randomBatch, start } from './setting.ts'

/** What TensorFlow's operations cost in one training step, the dearest type first. */
export async function measureOperations(request: Omit<MeasureRequest, 'spawnedAt'>): Promise<OperationCost[]> {
  await start()
  const config = configOf(request)
  const network = buildNetwork(request)
  const { images, labels } = randomBatch(request, request.batch)
  const optimizer = findMethod('optimizers', config.optimizer)
  const inputs: StepInputs = {
    ...uploadModel(network, initialize(network, 0)),
    slots: uploadSlots(network, optimizer.method.slots(optimizer.values).length, null),
    images: tf.tensor4d(images, [request.batch, ...network.inputShape]),
    labels: tf.tensor1d(labels, 'int32'),
    seed: tf.tensor1d([0, 0], 'int32'),
    rate: tf.scalar(0.01),
    step: tf.scalar(1),
  }
  return operationCosts(createTrainStep(config, network), inputs)
}

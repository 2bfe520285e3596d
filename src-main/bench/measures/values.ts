import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { findMethod } from '../../core/catalog.ts'
import { runLater } from '../../core/computation.ts'
import { initialize } from '../../core/network/initialize.ts'
import { createExplainer } from '../../core/saliency/explainer.ts'
import type { StepRuntime } from '../../core/training/runtime.ts'
import { uploadModel, uploadSlots } from '../../core/training/tensors.ts'
import { startTrainingSteps } from '../../core/training/training-steps.ts'
import { loadModel } from '../../engine/jobs/load-model.ts'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, configOf, randomBatch, start } from './setting.ts'

const steps = 5
const attack = { id: 'pgd', params: { epsilon: 2 / 255, steps: 10, stepSize: 0.5 / 255 } }

/** Computes what every device should agree on, and leaves it as raw float32 files in the request's folder; tells where. */
export async function measureValues(request: MeasureRequest): Promise<Record<string, number>> {
  const { step: runtime, setNumerics, device } = await start()
  setNumerics(configOf(request))
  const values = { ...(await train(request, runtime)), ...(await look(request, runtime)) }
  for (const [name, tensor] of Object.entries(values)) {
    writeFileSync(join(request.output, `${name}.f32`), new Uint8Array((await tensor.data<'float32'>()).buffer))
  }
  tf.dispose(values)
  return { isOnCard: device.startsWith('GPU') ? 1 : 0 }
}

/** Losses of the first training steps, and all weights and statistics after them. */
async function train(request: MeasureRequest, runtime: StepRuntime): Promise<Record<string, tf.Tensor>> {
  const config = configOf(request)
  const network = buildNetwork(request)
  const batch = { ...randomBatch(request, request.batch), indices: new Int32Array(request.batch) }
  const optimizer = findMethod('optimizers', config.optimizer)
  const slots = uploadSlots(network, optimizer.method.slots(optimizer.values).length, null)
  const initial = { ...uploadModel(network, initialize(network, 0)), slots }
  const training = startTrainingSteps({ config, network, shape: network.inputShape, runtime }, initial)
  const losses: tf.Tensor[] = []
  for (let step = 0; step < steps; step++) {
    const { loss, ...others } = await training.advance(batch, { step, rate: 0.01 })
    tf.dispose(others)
    losses.push(loss as tf.Tensor)
  }
  const state = training.state()
  const flat = (tensors: readonly tf.Tensor[]): tf.Tensor =>
    tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])))
  const values = tf.tidy(() => ({
    losses: flat(losses),
    weights: flat(state.weights),
    statistics: flat(state.statistics),
  }))
  for (const { weights, statistics, slots: kept } of [initial, state]) {
    tf.dispose([...weights, ...statistics, ...kept.flat()])
  }
  tf.dispose(losses)
  training.dispose()
  return values
}

/** What an untrained network answers, its gradient by the pixels, maps of that, and images that PGD makes by it. */
async function look(request: MeasureRequest, runtime: StepRuntime): Promise<Record<string, tf.Tensor>> {
  const network = buildNetwork(request)
  const { classifier, model, dispose } = loadModel(network, initialize(network, 0), runtime)
  const batch = randomBatch(request, request.batch)
  const images = tf.tensor4d(batch.images, [request.batch, ...network.inputShape])
  const labels = tf.tensor1d(batch.labels, 'int32')
  const keys = Array.from({ length: request.batch }, (_, image) => image)
  const attacked = { images, labels, keys, seed: 0 }
  const target = tf.oneHot(labels, network.classes).cast('float32') as tf.Tensor2D
  const explainer = createExplainer(network, runtime, classifier)
  const explained = await runLater(explainer.explain(model, { id: 'gradient', params: {} }, { images, target, keys }))
  const values = {
    logits: await runLater(classifier.logits(model, images)),
    gradient: await runLater(classifier.attackContext(model, attacked).gradientOfLoss(images)),
    attacked: await runLater(classifier.attack(model, attack, attacked)),
    map: explained.maps,
  }
  tf.dispose([images, labels, target, explained.figures])
  explainer.dispose()
  dispose()
  return values
}

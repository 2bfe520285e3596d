import * as tf from '@tensorflow/tfjs-core'
import { runLater } from '../../core/computation.ts'
import { initialize } from '../../core/network/initialize.ts'
import { createExplainer } from '../../core/saliency/explainer.ts'
import { loadModel } from '../../engine/jobs/load-model.ts'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, randomBatch, start } from './setting.ts'
import { measureSteady } from './steady.ts'

/** Logits of random batches of each size, read back; the network folded. */
export async function measureInference(request: MeasureRequest): Promise<Record<string, number>> {
  const { step: runtime } = await start()
  const network = buildNetwork(request)
  const { classifier, model } = loadModel(network, initialize(network, 0), runtime)
  const told: Record<string, number> = {}
  for (const batch of request.batches) {
    const images = tf.tensor4d(randomBatch(request, batch).images, [batch, ...network.inputShape])
    const { medianMs } = await measureSteady(async () => {
      const logits = await runLater(classifier.logits(model, images))
      await logits.data()
      logits.dispose()
    }, request.seconds)
    images.dispose()
    told[`batch${batch}`] = (batch * 1000) / medianMs
  }
  return told
}

/** Gradient maps of single images, read back. */
export async function measureSaliency(request: MeasureRequest): Promise<Record<string, number>> {
  const { step: runtime } = await start()
  const network = buildNetwork(request)
  const { classifier, model } = loadModel(network, initialize(network, 0), runtime)
  const explainer = createExplainer(network, runtime, classifier)
  const images = tf.tensor4d(randomBatch(request, 1).images, [1, ...network.inputShape])
  const target = tf.oneHot(tf.tensor1d([0], 'int32'), network.classes).cast('float32') as tf.Tensor2D
  const { medianMs } = await measureSteady(async () => {
    const batch = { images, target, keys: [0] }
    const { maps, figures } = await runLater(explainer.explain(model, { id: 'gradient', params: {} }, batch))
    await maps.data()
    tf.dispose([maps, figures])
  }, request.seconds)
  return { mapsPerSecond: 1000 / medianMs }
}

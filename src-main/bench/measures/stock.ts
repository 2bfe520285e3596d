import * as tf from '@tensorflow/tfjs'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, randomBatch, start } from './setting.ts'
import { measureSteady } from './steady.ts'
import { stockModel } from './stock-model.ts'

/** `trainOnBatch` of stock layers on stock kernels, over the same TensorFlow. */
export async function measureStockFit(request: MeasureRequest): Promise<Record<string, number>> {
  await start()
  const model = stockModel(buildNetwork(request))
  model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'sparseCategoricalCrossentropy' })
  const batch = randomBatch(request, request.batch)
  const images = tf.tensor4d(batch.images, [request.batch, request.size, request.size, 3])
  const labels = tf.tensor1d(batch.labels, 'float32')
  const { medianMs } = await measureSteady(() => model.trainOnBatch(images, labels), request.seconds)
  return { imagesPerSecond: (request.batch * 1000) / medianMs }
}

export async function measureStockPredict(request: MeasureRequest): Promise<Record<string, number>> {
  await start()
  const model = stockModel(buildNetwork(request))
  const told: Record<string, number> = {}
  for (const batch of request.batches) {
    const images = tf.tensor4d(randomBatch(request, batch).images, [batch, request.size, request.size, 3])
    const { medianMs } = await measureSteady(async () => {
      const probabilities = model.predictOnBatch(images) as tf.Tensor
      await probabilities.data()
      probabilities.dispose()
    }, request.seconds)
    told[`batch${batch}`] = (batch * 1000) / medianMs
  }
  return told
}

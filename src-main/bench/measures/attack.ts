import * as tf from '@tensorflow/tfjs-core'
import { runLater, type Computation } from '../../core/computation.ts'
import type { ImageSet } from '../../core/datasets/image-set.ts'
import { evaluate } from '../../core/evaluation/evaluate.ts'
import { initialize } from '../../core/network/initialize.ts'
import { median } from '../../core/median.ts'
import { evaluationBatchSize } from '../../engine/jobs/evaluate-job.ts'
import { loadModel } from '../../engine/jobs/load-model.ts'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, randomBatch, start } from './setting.ts'

const steps = 20
const fewestRounds = 3

/**
 * An evaluation under PGD-20 as the engine does it, predictions and all, and in turn with it the passes alone that it
 * cannot do without: for one batch 20 gradients by the pixels, and the logits.
 */
export async function measureAttack(request: MeasureRequest): Promise<Record<string, number>> {
  const { step: runtime } = await start()
  const network = buildNetwork(request)
  const { classifier, model } = loadModel(network, initialize(network, 0), runtime)
  const images = randomSet(request)
  const indices = Int32Array.from({ length: images.count }, (_, i) => i)
  const pixels = tf.tensor4d(randomBatch(request, images.count).images, [images.count, ...network.inputShape])
  const labels = tf.tensor1d(images.labels, 'int32')

  async function evaluation(): Promise<void> {
    const batches = evaluate({
      ...{ classifier, model, images, indices, seed: 0, batchSize: evaluationBatchSize },
      condition: { id: 'pgd', params: { epsilon: 2 / 255, steps } },
      signal: new AbortController().signal,
      pause: async () => undefined,
    })
    for await (const { rows } of batches) if (rows.length !== images.count) throw new Error('Not all were evaluated.')
  }

  const context = classifier.attackContext(model, { images: pixels, labels, keys: indices, seed: 0 })
  function* passes(): Computation<tf.Tensor2D> {
    for (let step = 0; step < steps; step++) (yield* context.gradientOfLoss(pixels)).dispose()
    return yield* classifier.logits(model, pixels)
  }
  async function passesAlone(): Promise<void> {
    const logits = await runLater(passes())
    await logits.data()
    logits.dispose()
  }

  const works = [evaluation, passesAlone] as const
  for (const work of works) await work()
  const times: [number[], number[]] = [[], []]
  const until = performance.now() + 2 * request.seconds * 1000
  while (times[0].length < fewestRounds || performance.now() < until) {
    for (const [at, work] of works.entries()) {
      const from = performance.now()
      await work()
      times[at]?.push(performance.now() - from)
    }
  }
  return { evaluationMs: median(times[0]), passesMs: median(times[1]) }
}

/** One batch of an evaluation. */
function randomSet(request: MeasureRequest): ImageSet {
  const { images, labels } = randomBatch(request, evaluationBatchSize)
  const bytes = Uint8Array.from(images, (value) => Math.round(value * 255))
  const shape = [request.size, request.size, 3] as const
  const size = shape[0] * shape[1] * shape[2]
  return {
    ...{ count: evaluationBatchSize, shape, classes: request.classes, labels },
    read(indices, target) {
      Array.from(indices).forEach((image, i) => target.set(bytes.subarray(image * size, (image + 1) * size), i * size))
    },
  }
}

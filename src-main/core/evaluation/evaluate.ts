import * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { ImageSet } from '../datasets/image-set.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { createRandom } from '../random.ts'
import type { StepRuntime } from '../training/runtime.ts'
import type { ModelState } from '../training/state.ts'
import { uploadModel } from '../training/tensors.ts'
import { createClassifier, type Classifier } from './classifier.ts'
import { resolveCondition } from './condition.ts'
import { readPixels } from './pixels.ts'
import { predictionsOf } from './predictions.ts'

interface EvaluateOptions {
  readonly network: Network
  readonly model: ModelState
  readonly images: ImageSet
  readonly condition: MethodChoice
  /** Seeds corruptions and random starts, per image. */
  readonly seed: number
  readonly batchSize: number
  readonly runtime: StepRuntime
  readonly signal: { readonly aborted: boolean }
  /** Lets messages through between batches. */
  pause(): Promise<void>
}

/**
 * Evaluates the base model under one condition, in inference mode: yields the predictions of one batch after another.
 * The same options give the same predictions. Ends early where the signal is aborted.
 */
export async function* evaluate(options: EvaluateOptions): AsyncGenerator<Prediction[]> {
  const { images, batchSize, signal } = options
  const classifier = createClassifier(options.network, options.runtime)
  const model = uploadModel(options.network, options.model)
  try {
    for (let start = 0; start < images.count && !signal.aborted; start += batchSize) {
      const indices = Int32Array.from({ length: Math.min(batchSize, images.count - start) }, (_, i) => start + i)
      const logits = await classify(classifier, model, indices, options)
      yield predictionsOf(logits, indices, images)
      await options.pause()
    }
  } finally {
    tf.dispose([...model.weights, ...model.statistics])
  }
}

/** Logits [batch · classes], row-major, of the images with these indices under the condition. */
async function classify(
  classifier: Classifier,
  model: ModelTensors,
  indices: Int32Array,
  { images: set, condition: choice, seed }: EvaluateOptions,
): Promise<Float32Array> {
  const condition = resolveCondition(choice)
  const pixels = readPixels(set, indices)
  if (condition.kind === 'corruption') corrupt(pixels, indices, set, condition, seed)
  const labels = Int32Array.from(indices, (index) => set.labels[index] as number)
  const logits = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [indices.length, ...set.shape])
    if (condition.kind !== 'attack') return classifier.logits(model, images)
    const batch = { images, labels: tf.tensor1d(labels, 'int32'), keys: indices, seed }
    return classifier.logits(model, classifier.attack(model, condition, batch))
  })
  const values = (await logits.data<'float32'>()) as Float32Array
  logits.dispose()
  return values
}

function corrupt(
  pixels: Float32Array,
  indices: Int32Array,
  { shape }: ImageSet,
  choice: MethodChoice,
  seed: number,
): void {
  const { method, values } = findMethod('corruptions', choice)
  const size = shape[0] * shape[1] * shape[2]
  indices.forEach((index, i) =>
    method.apply(values, pixels.subarray(i * size, (i + 1) * size), shape, createRandom(seed, index)),
  )
}

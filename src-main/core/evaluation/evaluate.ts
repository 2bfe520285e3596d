import * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import type { StepRuntime } from '../training/runtime.ts'
import type { ModelState } from '../training/state.ts'
import { disposeModel, uploadModel } from '../training/tensors.ts'
import { createClassifier, type Classifier, type FoldedModel } from './classifier.ts'
import { predictionsOf } from './predictions.ts'
import { seeImages, type Sight } from './see-images.ts'

interface EvaluateOptions extends Sight {
  readonly network: Network
  readonly model: ModelState
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
  const loaded = uploadModel(options.network, options.model)
  const model = { ...loaded, ...classifier.fold(loaded) }
  try {
    for (let start = 0; start < images.count && !signal.aborted; start += batchSize) {
      const indices = Int32Array.from({ length: Math.min(batchSize, images.count - start) }, (_, i) => start + i)
      const logits = await classify(classifier, model, indices, options)
      yield predictionsOf(logits, indices, images)
      await options.pause()
    }
  } finally {
    disposeModel(model)
  }
}

/** Logits [batch · classes], row-major, of the images with these indices under the condition. */
async function classify(
  classifier: Classifier,
  model: ModelTensors & FoldedModel,
  indices: Int32Array,
  sight: Sight,
): Promise<Float32Array> {
  const logits = tf.tidy(() => classifier.logits(model, seeImages(classifier, model, indices, sight)))
  const values = (await logits.data<'float32'>()) as Float32Array
  logits.dispose()
  return values
}

import type * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import { formatMethod } from '../../contract/method.ts'
import { AppError } from '../../contract/wire.ts'
import { runLater, type Computation } from '../computation.ts'
import type { ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { isInterruption, type StepRuntime } from '../training/runtime.ts'
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
  readonly signal: AbortSignal
  /** Lets messages through between batches. */
  pause(): Promise<void>
}

/**
 * Evaluates the base model under one condition, in inference mode: yields the predictions of one batch after another.
 * The same options give the same predictions. Ends early where the signal is aborted, also in the middle of an attack.
 * Throws `not-a-number` naming the first image whose logits are not finite.
 */
export async function* evaluate(options: EvaluateOptions): AsyncGenerator<Prediction[]> {
  const { images, batchSize, signal } = options
  const classifier = createClassifier(options.network, options.runtime)
  const loaded = uploadModel(options.network, options.model)
  const model = { ...loaded, ...classifier.fold(loaded) }
  try {
    for (let start = 0; start < images.count && !signal.aborted; start += batchSize) {
      const indices = Int32Array.from({ length: Math.min(batchSize, images.count - start) }, (_, i) => start + i)
      const logits = await runLater(classify(classifier, model, indices, options), { signal })
      const values = (await logits.data<'float32'>()) as Float32Array
      logits.dispose()
      const rows = predictionsOf(values, indices, images)
      requireFinite(rows, options)
      yield rows
      await options.pause()
    }
  } catch (error) {
    if (!isInterruption(error)) throw error
  } finally {
    disposeModel(model)
    classifier.dispose()
  }
}

function requireFinite(rows: readonly Prediction[], { condition }: Sight): void {
  const bad = rows.find(({ loss, margin }) => !Number.isFinite(loss) || !Number.isFinite(margin))
  if (!bad) return
  const message = `The logits of image ${bad.image} under ${formatMethod(condition)} were not finite numbers.`
  throw new AppError('not-a-number', message, {
    hint: "The checkpoint's weights are too large: train again with a lower learning rate.",
  })
}

/** Logits [batch, classes] of the images with these indices under the condition. */
export function* classify(
  classifier: Classifier,
  model: ModelTensors & FoldedModel,
  indices: Int32Array,
  sight: Sight,
): Computation<tf.Tensor2D> {
  const seen = yield* seeImages(classifier, model, indices, sight)
  return yield* classifier.logits(model, seen)
}

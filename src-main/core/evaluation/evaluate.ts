import * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import { formatMethod, type MethodChoice } from '../../contract/method.ts'
import { AppError } from '../../contract/wire.ts'
import type { Norm } from '../attacks/direction.ts'
import { findMethod } from '../catalog.ts'
import { runLater, type Computation } from '../computation.ts'
import type { ModelTensors } from '../network/forward.ts'
import { isInterruption } from '../training/runtime.ts'
import type { Classifier, FoldedModel } from './classifier.ts'
import { resolveCondition } from './condition.ts'
import { predictionsOf } from './predictions.ts'
import { measureReach, readReach, type Reach } from './reach.ts'
import { classifySeen, type Sight } from './see-images.ts'

interface EvaluateOptions extends Sight {
  readonly classifier: Classifier
  readonly model: ModelTensors & FoldedModel
  /** The images that are seen, in this order. */
  readonly indices: Int32Array
  readonly batchSize: number
  readonly signal: AbortSignal
  /** Makes a batch's `corruptedPixels` elsewhere, while the one before is computed. */
  readonly pixels?: (indices: Int32Array) => Promise<Float32Array>
  /** Lets messages through between batches. */
  pause(): Promise<void>
}

interface EvaluatedBatch {
  readonly rows: readonly Prediction[]
  /** [batch · classes], row-major. */
  readonly logits: Float32Array
  /** How far an attack went; null where the condition is none. */
  readonly reach: Reach | null
}

/**
 * Evaluates the base model under one condition, in inference mode: yields the predictions of one batch after another.
 * The same options give the same predictions. Ends early where the signal is aborted, also in the middle of an attack.
 * Throws `not-a-number` naming the first image whose logits are not finite.
 */
export async function* evaluate(options: EvaluateOptions): AsyncGenerator<EvaluatedBatch> {
  const { images, indices: all, batchSize, signal } = options
  const norm = normOf(options.condition)
  try {
    const ahead = (start: number): Promise<Float32Array> | undefined => {
      const made = start < all.length ? options.pixels?.(all.subarray(start, start + batchSize)) : undefined
      // Heard where it is waited for.
      made?.catch(() => undefined)
      return made
    }
    let next = ahead(0)
    for (let start = 0; start < all.length && !signal.aborted; start += batchSize) {
      const indices = all.subarray(start, start + batchSize)
      const made = await next
      next = ahead(start + batchSize)
      const found = await runLater(look(indices, norm, options, made), { signal })
      const [values, reach] = await Promise.all([found.logits.data<'float32'>(), found.reach?.data() ?? null])
      const logits = values as Float32Array
      tf.dispose(Object.values(found))
      const rows = predictionsOf(logits, indices, images)
      requireFinite(rows, options)
      yield { rows, logits, reach: reach && readReach(reach) }
      await options.pause()
    }
  } catch (error) {
    if (!isInterruption(error)) throw error
  }
}

type Look = { logits: tf.Tensor2D; reach?: tf.Tensor1D }

function* look(
  indices: Int32Array,
  norm: Norm | null,
  options: EvaluateOptions,
  made: Float32Array | undefined,
): Computation<Look> {
  const { classifier, model, images } = options
  const { seen, logits } = yield* classifySeen(classifier, model, indices, options, made)
  return norm === null ? { logits } : { logits, reach: measureReach(norm, images, indices, seen) }
}

/** In which an attack is measured. */
function normOf(choice: MethodChoice): Norm | null {
  const { kind, id, params } = resolveCondition(choice)
  if (kind !== 'attack') return null
  const { method, values } = findMethod('attacks', { id, params })
  return method.bounds(values).norm
}

function requireFinite(rows: readonly Prediction[], { condition }: Sight): void {
  const bad = rows.find(({ loss, margin }) => !Number.isFinite(loss) || !Number.isFinite(margin))
  if (!bad) return
  const message = `The logits of image ${bad.image} under ${formatMethod(condition)} were not finite numbers.`
  throw new AppError('not-a-number', message, {
    hint: "The checkpoint's weights are too large: train again with a lower learning rate.",
  })
}

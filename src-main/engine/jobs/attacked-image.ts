import * as tf from '@tensorflow/tfjs-core'
import type { Prediction } from '../../contract/evaluations.ts'
import { gatherRows } from '../../core/attacks/rows.ts'
import { runLater, type Computation } from '../../core/computation.ts'
import type { ImageSet } from '../../core/datasets/image-set.ts'
import { readPixels } from '../../core/datasets/pixels.ts'
import { predictionsOf } from '../../core/evaluation/predictions.ts'
import type { AttackContext } from '../../core/methods.ts'
import { withHeldGradient } from '../../core/perturbation/watched-context.ts'
import type { QuestionOf } from '../questions.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import type { QuestionContext } from './question-context.ts'
import { requireFinite } from './require-finite.ts'

type Asked = QuestionOf<'perturb' | 'gradient-line' | 'find-flip' | 'replay-attack'>

/** Images whose gradient each model keeps: a person goes back and forth between few. */
const mostGradients = 8
const gradients = new WeakMap<KeptModel, Map<string, Float32Array>>()

/** Points are classified so many at a time, since the network is compiled for each number of images. */
export const linePoints = 33

/** One image of a split as it is, ready to be attacked. */
export interface AttackedImage {
  readonly kept: KeptModel
  readonly images: ImageSet
  readonly clean: Float32Array
  /** Runs a computation on it; the tensors of its context are gone afterwards. */
  run<T>(computation: (context: AttackContext) => Computation<T>): Promise<T>
}

export function attackedImage(
  question: Asked,
  { backend, signal }: Pick<QuestionContext, 'backend' | 'signal'>,
): AttackedImage {
  const { split, image, label, config } = question
  const kept = keepModel(question, backend)
  const images = kept.data[split]
  const clean = readPixels(images, Int32Array.of(image))
  return {
    kept,
    images,
    clean,
    async run(computation) {
      const [pixels, labels] = [tf.tensor4d(clean, [1, ...images.shape]), tf.tensor1d([label], 'int32')]
      // As an evaluation attacks it, so that both come to the same image.
      const batch = { images: pixels, labels, keys: [image], seed: config.seed }
      const context = kept.classifier.attackContext(kept.model, batch)
      try {
        const held = withHeldGradient(context, gradientOf(kept, JSON.stringify([split, image, label])))
        return await runLater(computation(held), { signal })
      } finally {
        tf.dispose([pixels, labels])
      }
    },
  }
}

function gradientOf(kept: KeptModel, key: string) {
  const known = gradients.get(kept) ?? new Map<string, Float32Array>()
  gradients.set(kept, known)
  return {
    read: () => known.get(key),
    write(gradient: Float32Array): void {
      const [oldest] = known.keys()
      if (oldest !== undefined && known.size >= mostGradients) known.delete(oldest)
      known.set(key, gradient)
    },
  }
}

/** Logits [points, classes] of points of any number, each as an evaluation would see it. */
export function* classifyPoints({ kept }: AttackedImage, points: tf.Tensor4D): Computation<tf.Tensor2D> {
  const [count] = points.shape
  const parts: tf.Tensor2D[] = []
  // A part with fewer is filled up with the last one; a single point is a pass of its own.
  const size = count === 1 ? 1 : linePoints
  for (let start = 0; start < count; start += size) {
    const rows = Array.from({ length: size }, (_, i) => Math.min(start + i, count - 1))
    const part = gatherRows(points, rows)
    parts.push(yield* kept.classifier.logits(kept.model, part))
    part.dispose()
  }
  return tf.tidy(() => tf.slice(tf.concat(parts), [0, 0], [count, -1]))
}

/** What the model says of points of an image, from their logits [points · classes]. Throws `not-a-number`. */
export function readPoints(
  { images }: AttackedImage,
  { image, label }: Pick<Asked, 'image' | 'label'>,
  logits: Float32Array,
): { readonly prediction: Prediction; readonly loss: number }[] {
  requireFiniteLogits(logits)
  const { classes } = images
  const indices = new Int32Array(logits.length / classes).fill(image)
  return predictionsOf(logits, indices, images).map((prediction, point) => {
    const row = logits.subarray(point * classes, (point + 1) * classes)
    // Cross-entropies of two classes differ by their logits.
    const loss = prediction.loss + (row[prediction.truth] as number) - (row[label] as number)
    return { prediction, loss }
  })
}

export function requireFiniteLogits(logits: Float32Array): void {
  requireFinite(logits, 'The logits of this image under the attack are not all finite numbers.')
}

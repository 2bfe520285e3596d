import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import { call, type Computation } from '../computation.ts'
import type { Noise } from '../methods.ts'
import { foldBatchNormalization } from '../network/fold.ts'
import { forward, type ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { toPixels, type Images } from '../ops/pixels.ts'
import { uniform } from '../ops/uniform.ts'
import type { StepRuntime } from '../training/runtime.ts'

/** A model ready to classify: its batch normalization folded. */
export interface FoldedModel {
  readonly folded: ModelTensors
}

/** A base model in inference mode, as evaluation and attacks see it. */
export interface Classifier {
  /** Folds a model, once for many batches; the result belongs to the caller. */
  fold(model: ModelTensors): FoldedModel
  /** [batch, height, width, channels] → [batch, classes]. */
  logits(model: FoldedModel, images: Images): Computation<tf.Tensor2D>
  /** The images under an attack. `keys`: a number of each image, so that its noise does not depend on its neighbours. */
  attack(
    model: ModelTensors,
    choice: MethodChoice,
    batch: { images: Images; labels: tf.Tensor1D; keys: ArrayLike<number>; seed: number },
  ): Computation<tf.Tensor4D>
  /** Lets go of what was compiled for it; models stay their owners'. */
  dispose(): void
}

type LogitsInput = { weights: readonly tf.Tensor[]; statistics: readonly tf.Tensor[]; images: Images }

export function createClassifier(network: Network, runtime: StepRuntime): Classifier {
  const logitsBy =
    (network: Network) =>
    ({ images, ...model }: LogitsInput): tf.Tensor2D =>
      tf.tidy(() => forward(network, model, toPixels(images), { training: false }).logits)
  const logitsOf = logitsBy(network)
  const forInference = foldBatchNormalization(network)
  const fold = runtime.compile(forInference.fold)
  const fused = runtime.compile(logitsBy(forInference.network), { isFused: true })
  const logits = runtime.compile(logitsOf)
  const gradient = runtime.compile((inputs: LogitsInput & { labels: tf.Tensor1D }): tf.Tensor4D => {
    const loss = (images: tf.Tensor): tf.Tensor =>
      tf.sum(crossEntropy(logitsOf({ ...inputs, images: images as tf.Tensor4D }), inputs.labels))
    return tf.tidy(() => tf.grad(loss)(inputs.images) as tf.Tensor4D)
  })

  return {
    fold: ({ weights, statistics }) => ({ folded: fold({ weights, statistics }) }),
    logits: ({ folded: { weights, statistics } }, images) => call(fused, { weights, statistics, images }),
    *attack({ weights, statistics }, choice, { images, labels, keys, seed }) {
      const { method, values } = findMethod('attacks', choice)
      return yield* method.perturb(values, {
        images: toPixels(images),
        labels,
        noise: noiseOf(keys, seed),
        gradientOfLoss: (at) => call(gradient, { weights, statistics, images: at, labels }),
        logits: (at) => call(logits, { weights, statistics, images: at }),
      })
    },
    dispose() {
      for (const step of [fold, fused, logits, gradient]) step.dispose()
    },
  }
}

/** Noise whose rows depend on seed, stream and the image's own key alone. */
function noiseOf(keys: ArrayLike<number>, seed: number): Noise {
  return (shape, stream) =>
    tf.tidy(() =>
      tf.stack(
        Array.from(keys, (key) =>
          uniform([...shape], tf.tensor1d([seed ^ Math.imul(stream + 1, 0x9e3779b9), key], 'int32')),
        ),
      ),
    )
}

import * as tf from '@tensorflow/tfjs-core'
import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import { call, type Computation } from '../computation.ts'
import type { AttackContext, AttackLoss, AttackedImages, AttackPass } from '../methods.ts'
import { featureLayer } from '../network/feature-layer.ts'
import { foldBatchNormalization } from '../network/fold.ts'
import { forward, type ModelTensors } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { toPixels, type Images } from '../ops/pixels.ts'
import { compileEach } from '../training/compile-each.ts'
import { valueAndGradients } from '../training/gradients.ts'
import type { StepRuntime } from '../training/runtime.ts'
import { toCommonSize } from './common-size.ts'
import { noiseOf } from './image-noise.ts'

/** A model ready to classify: its batch normalization folded. */
export interface FoldedModel {
  readonly folded: ModelTensors
}

/** A model as attacks want it: one that is folded too answers their questions for logits as it answers an evaluation. */
export type AttackedModel = ModelTensors & Partial<FoldedModel>

export interface AttackedBatch {
  readonly images: Images
  readonly labels: tf.Tensor1D
  /** A number of each image, so that its noise does not depend on its neighbours. */
  readonly keys: ArrayLike<number>
  readonly seed: number
}

/** How a model sees images: what its last dense layer is given [batch, features], and makes of it [batch, classes]. */
export type ImageFeatures = { readonly features: tf.Tensor2D; readonly logits: tf.Tensor2D }

/** A base model in inference mode, as evaluation and attacks see it. */
export interface Classifier {
  /** Folds a model, once for many batches; the result belongs to the caller. */
  fold(model: ModelTensors): FoldedModel
  /** [batch, height, width, channels] → [batch, classes]. */
  logits(model: FoldedModel, images: Images): Computation<tf.Tensor2D>
  /** What the last dense layer is given of each image, too. Throws `invalid-input` where there is none. */
  features(model: FoldedModel, images: Images): Computation<ImageFeatures>
  /** The images under an attack. */
  attack(model: AttackedModel, choice: MethodChoice, batch: AttackedBatch): Computation<tf.Tensor4D>
  /** What an attack on these images is given; its tensors are the batch's, or belong to whoever runs the attack. */
  attackContext(model: AttackedModel, batch: AttackedBatch): AttackContext
  /** Lets go of what was compiled for it; models stay their owners'. */
  dispose(): void
}

type LogitsInput = { weights: readonly tf.Tensor[]; statistics: readonly tf.Tensor[]; images: Images }
type PassInput = Pick<LogitsInput, 'weights' | 'statistics'> & AttackedImages

export function createClassifier(network: Network, runtime: StepRuntime): Classifier {
  const logitsBy =
    (network: Network) =>
    ({ images, ...model }: LogitsInput): tf.Tensor2D =>
      tf.tidy(() => forward(network, model, toPixels(images), { training: false }).logits)
  const logitsOf = logitsBy(network)
  const forInference = foldBatchNormalization(network)
  const fold = runtime.compile(forInference.fold)
  const fused = runtime.compile(logitsBy(forInference.network), { isFused: true })
  const features = runtime.compile(featuresBy(forInference.network), { isFused: true })
  const logits = runtime.compile(logitsOf)
  const gradient = runtime.compile((inputs: LogitsInput & { labels: tf.Tensor1D }): tf.Tensor4D => {
    const loss = (images: tf.Tensor): tf.Tensor =>
      tf.sum(crossEntropy(logitsOf({ ...inputs, images: images as tf.Tensor4D }), inputs.labels))
    return tf.tidy(() => tf.grad(loss)(inputs.images) as tf.Tensor4D)
  })

  const passes = compileEach(runtime, (loss: AttackLoss) => ({ images, labels, targets, ...model }: PassInput) => {
    const f = () => {
      const logits = logitsOf({ ...model, images })
      const losses = loss(logits, labels, targets)
      return { value: tf.sum(losses) as tf.Scalar, kept: { losses, logits } }
    }
    return tf.tidy((): AttackPass => {
      const { gradients, kept } = valueAndGradients(f, [images])
      return { gradient: gradients[0] as tf.Tensor4D, ...kept }
    })
  })

  function attackContext(
    { weights, statistics, folded }: AttackedModel,
    { images, labels, keys, seed }: AttackedBatch,
  ): AttackContext {
    const [judging, judged] = folded ? [fused, folded] : [logits, { weights, statistics }]
    const batch = labels.shape[0]
    return {
      images: toPixels(images),
      labels,
      noise: noiseOf(keys, seed),
      gradientOfLoss: (at, given = labels) =>
        toCommonSize({ images: at, labels: given }, batch, (rows) => call(gradient, { weights, statistics, ...rows })),
      logits: (at) => toCommonSize({ images: at }, batch, (rows) => call(judging, { ...judged, ...rows })),
      pass: (loss, at) => toCommonSize(at, batch, (rows) => call(passes.of(loss), { weights, statistics, ...rows })),
    }
  }

  return {
    fold: ({ weights, statistics }) => ({ folded: fold({ weights, statistics }) }),
    logits: ({ folded: { weights, statistics } }, images) => call(fused, { weights, statistics, images }),
    features: ({ folded: { weights, statistics } }, images) => call(features, { weights, statistics, images }),
    *attack(model, choice, batch) {
      const { method, values } = findMethod('attacks', choice)
      return yield* method.perturb(values, attackContext(model, batch))
    },
    attackContext,
    dispose() {
      for (const step of [fold, fused, features, logits, gradient, passes]) step.dispose()
    },
  }
}

function featuresBy(network: Network): (inputs: LogitsInput) => ImageFeatures {
  return ({ images, ...model }) =>
    tf.tidy(() => {
      const { name, size } = featureLayer(network)
      const { logits, taps } = forward(network, model, toPixels(images), { training: false, taps: [name] })
      return { features: tf.reshape(taps[name] as tf.Tensor, [-1, size]), logits }
    })
}

import * as tf from '@tensorflow/tfjs-core'
import type { SimilarityFeatures } from '../../contract/similarity.ts'
import { call, type Computation } from '../computation.ts'
import { comparedLayers } from '../network/compared-layers.ts'
import { foldBatchNormalization } from '../network/fold.ts'
import { forward } from '../network/forward.ts'
import type { Network } from '../network/network.ts'
import { toPixels, type Images } from '../ops/pixels.ts'
import { compileEach } from '../training/compile-each.ts'
import type { StepRuntime } from '../training/runtime.ts'
import type { FoldedModel } from './classifier.ts'

/** What the compared layers of a network hold of some images. */
export interface LayerFeatures {
  /** From input to logits. */
  readonly layers: readonly string[]
  /** [batch, features] of each layer, in this order. */
  of(model: FoldedModel, images: Images, features: SimilarityFeatures): Computation<tf.Tensor2D[]>
  /** Lets go of what was compiled for it. */
  dispose(): void
}

type Inputs = { weights: readonly tf.Tensor[]; statistics: readonly tf.Tensor[]; images: Images }

/** Of a model whose batch normalization is folded, in inference mode. */
export function createLayerFeatures(network: Network, runtime: StepRuntime): LayerFeatures {
  const { network: folded } = foldBatchNormalization(network)
  const layers = comparedLayers(folded).map(({ name }) => name)
  const steps = compileEach(
    runtime,
    (features: SimilarityFeatures) =>
      ({ images, ...model }: Inputs): tf.Tensor2D[] =>
        tf.tidy(() => {
          const { taps } = forward(folded, model, toPixels(images), { training: false, taps: layers })
          return layers.map((name) => rowsOf(taps[name] as tf.Tensor, features))
        }),
    { isFused: true },
  )
  return {
    layers,
    of: ({ folded: { weights, statistics } }, images, features) =>
      call(steps.of(features), { weights, statistics, images }),
    dispose: steps.dispose,
  }
}

/** A row of features for each image; `pooled`: the mean of each channel. */
function rowsOf(output: tf.Tensor, features: SimilarityFeatures): tf.Tensor2D {
  const [batch = 0] = output.shape
  const pooled = features === 'pooled' && output.rank === 4 ? tf.mean(output, [1, 2]) : output
  return tf.reshape(pooled, [batch, -1])
}

/** Values of one image in all compared layers of a network, and how many layers these are. */
export function sizeOfFeatures(
  network: Network,
  features: SimilarityFeatures,
): { readonly layers: number; readonly values: number } {
  const layers = comparedLayers(foldBatchNormalization(network).network)
  const sizes = layers.map(({ shape }) =>
    features === 'pooled' ? (shape.at(-1) ?? 1) : shape.reduce((product, length) => product * length, 1),
  )
  return { layers: layers.length, values: sizes.reduce((sum, size) => sum + size, 0) }
}

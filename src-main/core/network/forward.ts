import * as tf from '@tensorflow/tfjs-core'
import type { ForwardResult } from '../methods.ts'
import type { MovingVarianceRule } from '../ops/batch-normalization.ts'
import { applyLayer, type Activate, type LayerMode } from './layers.ts'
import type { Network } from './network.ts'
import { planOf } from './plan.ts'

/** A model's variables as tensors, in the order of the network's lists. */
export interface ModelTensors {
  readonly weights: readonly tf.Tensor[]
  readonly statistics: readonly tf.Tensor[]
}

export interface ForwardOptions {
  /** Training mode: batch statistics, dropout. Else the given moving statistics, no dropout. */
  readonly training: boolean
  /** [2] int32: the key of the dropout noise. Needed in training where a layer drops. */
  readonly seed?: tf.Tensor1D
  /** Default `unbiased`. */
  readonly movingVariance?: MovingVarianceRule
  /**
   * Names of the layers whose weights are not trained: in training mode too, their batch normalization uses its moving
   * statistics and leaves them, as in Keras. Dropout drops all the same. Gradients are the caller's: it asks for those
   * of the trained weights alone. Default none.
   */
  readonly frozen?: ReadonlySet<string>
  /** Names of the layers whose output to return too. */
  readonly taps?: readonly string[]
  /**
   * What the other layers are given in the place of a layer's output, by its name; of the same shape. A layer that
   * repeats an earlier one (`planOf`) has no output of its own.
   */
  readonly replaced?: Readonly<Record<string, (output: tf.Tensor) => tf.Tensor>>
  /** In the place of the activation functions: the same values, with other gradients. */
  readonly activate?: Activate
}

/** The outputs of the layers that were asked for, by name. */
export type Taps = Readonly<Record<string, tf.Tensor>>

/**
 * One pass of a network: a pure function of its tensors, differentiable by images and weights.
 * `images` [batch, height, width, channels], values in [0, 1]. Returns logits [batch, classes], the new moving
 * statistics (the given ones in inference mode) and the taps.
 */
export function forward(
  network: Network,
  variables: ModelTensors,
  images: tf.Tensor4D,
  { training, seed, movingVariance = 'unbiased', frozen, taps = [], replaced = {}, activate }: ForwardOptions,
): ForwardResult & { readonly taps: Taps } {
  return tf.tidy(() => {
    const mode: LayerMode = { training, movingVariance, ...(seed && { seed }), ...(activate && { activate }) }
    const outputs = new Map<string, tf.Tensor>()
    const statistics = [...variables.statistics]
    for (const [position, step] of planOf(network).entries()) {
      const { name, layer, inputs, weights, statistics: places, isAbsorbed, sameAs } = step
      if (isAbsorbed && !taps.includes(name)) continue
      if (sameAs !== null) {
        outputs.set(name, take(outputs, sameAs))
        continue
      }
      const result = applyLayer(layer, {
        inputs: inputs.map((input) => take(outputs, input)),
        weights: weights.map((place) => variables.weights[place] as tf.Tensor),
        statistics: places.map((place) => variables.statistics[place] as tf.Tensor),
        images,
        position,
        mode,
        isFrozen: frozen?.has(name) ?? false,
      })
      outputs.set(name, replaced[name]?.(result.output) ?? result.output)
      result.statistics?.forEach((statistic, i) => (statistics[places[i] as number] = statistic))
    }
    const logits = take(outputs, network.nodes.at(-1)?.name ?? '') as tf.Tensor2D
    return { logits, statistics, taps: Object.fromEntries(taps.map((name) => [name, take(outputs, name)])) }
  })
}

function take(outputs: ReadonlyMap<string, tf.Tensor>, name: string): tf.Tensor {
  const output = outputs.get(name)
  if (!output) throw new Error(`The network has no layer called "${name}".`)
  return output
}

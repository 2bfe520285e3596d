import * as tf from '@tensorflow/tfjs-core'
import {
  batchNormalization,
  batchNormalizationWithStatistics,
  type MovingVarianceRule,
} from '../ops/batch-normalization.ts'
import { biasAdd } from '../ops/bias-add.ts'
import { convolution } from '../ops/convolution.ts'
import { globalAveragePooling } from '../ops/global-average-pooling.ts'
import { relu, relu6 } from '../ops/relu.ts'
import { swish } from '../ops/swish.ts'
import { uniform } from '../ops/uniform.ts'
import type { ActivationName, Layer } from './network.ts'

/** An activation function, with the gradient that it is to have. */
export type Activate = (name: ActivationName, x: tf.Tensor) => tf.Tensor

export interface LayerMode {
  readonly training: boolean
  readonly movingVariance: MovingVarianceRule
  readonly seed?: tf.Tensor1D
  /** In the place of `activate`. */
  readonly activate?: Activate
}

interface LayerContext {
  readonly inputs: readonly tf.Tensor[]
  readonly weights: readonly tf.Tensor[]
  readonly statistics: readonly tf.Tensor[]
  readonly images: tf.Tensor4D
  /** Place of the layer in the network: gives every dropout a stream of its own. */
  readonly position: number
  readonly mode: LayerMode
  /** Its batch normalization works as at inference. */
  readonly isFrozen: boolean
}

interface LayerResult {
  readonly output: tf.Tensor
  /** New moving statistics; absent where the layer has none or leaves them. */
  readonly statistics?: readonly tf.Tensor[]
}

/** Computes one layer of a batch. */
export function applyLayer(layer: Layer, context: LayerContext): LayerResult {
  if (layer.kind === 'batch-normalization') return normalize(layer, context)
  return { output: outputOf(layer, context) }
}

function outputOf(layer: Exclude<Layer, { kind: 'batch-normalization' }>, context: LayerContext): tf.Tensor {
  const { inputs, weights, statistics, images, mode } = context
  const [x, ...others] = inputs as [tf.Tensor, ...tf.Tensor[]]
  const [kernel, bias] = weights as [tf.Tensor, tf.Tensor | undefined]
  const biased = (y: tf.Tensor): tf.Tensor => (bias ? biasAdd(y, bias) : y)
  const activated = (name: ActivationName | null, y: tf.Tensor): tf.Tensor =>
    name === null ? y : (mode.activate ?? activate)(name, y)
  switch (layer.kind) {
    case 'input':
      return images
    case 'rescaling':
      return tf.add(tf.mul(x, constant(layer.scale)), constant(layer.offset))
    case 'reverse-channels':
      return tf.reverse(x, -1)
    case 'convolution':
      return activated(layer.activation, biased(convolution(x as tf.Tensor4D, kernel as tf.Tensor4D, layer)))
    case 'depthwise-convolution':
      return biased(tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, [...layer.strides], layer.padding))
    case 'separable-convolution': {
      const [depthwise, pointwise, shift] = weights as [tf.Tensor4D, tf.Tensor4D, tf.Tensor | undefined]
      const filtered = tf.depthwiseConv2d(x as tf.Tensor4D, depthwise, [...layer.strides], layer.padding)
      const mixed = tf.conv2d(filtered, pointwise, 1, 'valid')
      return shift ? biasAdd(mixed, shift) : mixed
    }
    case 'dense':
      return biased(tf.matMul(x, kernel))
    case 'normalization': {
      const [mean, variance] = statistics as [tf.Tensor, tf.Tensor]
      return tf.div(tf.sub(x, mean), tf.maximum(tf.sqrt(variance), 1e-7))
    }
    case 'activation':
      return activated(layer.function, x)
    case 'zero-padding':
      return tf.pad(x, [[0, 0], [...layer.padding[0]], [...layer.padding[1]], [0, 0]])
    case 'cropping': {
      const [[top, bottom], [left, right]] = layer.cropping
      const [batch, height, width, channels] = x.shape as [number, number, number, number]
      return tf.slice(x, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels])
    }
    case 'reshape':
      return tf.reshape(x, [x.shape[0] ?? 0, ...layer.shape])
    case 'max-pooling':
      return tf.maxPool(x as tf.Tensor4D, [...layer.poolSize], [...layer.strides], layer.padding)
    case 'average-pooling':
      return tf.avgPool(x as tf.Tensor4D, [...layer.poolSize], [...layer.strides], layer.padding)
    case 'global-average-pooling':
      return globalAveragePooling(x as tf.Tensor4D)
    case 'flatten':
      return tf.reshape(x, [x.shape[0] ?? 0, -1])
    case 'add':
      return others.reduce((sum, other) => tf.add(sum, other), x)
    case 'multiply':
      return others.reduce((product, other) => tf.mul(product, other), x)
    case 'concatenate':
      return tf.concat([x, ...others], x.rank - 1)
    case 'dropout':
      return mode.training && layer.rate > 0 ? drop(x, layer, context) : x
  }
}

function normalize(
  { momentum, epsilon }: Extract<Layer, { kind: 'batch-normalization' }>,
  { inputs, weights, statistics, mode, isFrozen }: LayerContext,
): LayerResult {
  const [x] = inputs as [tf.Tensor4D]
  const [gamma, beta] = weights as [tf.Tensor, tf.Tensor]
  const [movingMean, movingVariance] = statistics as [tf.Tensor, tf.Tensor]
  const parameters = { x, gamma, beta, movingMean, movingVariance }
  if (!mode.training || isFrozen) return { output: batchNormalizationWithStatistics(parameters, epsilon) }
  const rule = { epsilon, momentum, movingVariance: mode.movingVariance }
  const result = batchNormalization(parameters, rule)
  return { output: result.y, statistics: [result.movingMean, result.movingVariance] }
}

/** The activation function of this name, elementwise, with its own gradient. */
export function activate(name: ActivationName, x: tf.Tensor): tf.Tensor {
  switch (name) {
    case 'relu':
      return relu(x)
    case 'relu6':
      return relu6(x)
    case 'swish':
      return swish(x)
    case 'sigmoid':
      return tf.sigmoid(x)
    case 'tanh':
      return tf.tanh(x)
  }
}

/** Inverted dropout: what is kept grows by 1 / (1 − rate). */
function drop(
  x: tf.Tensor,
  { rate, each }: Extract<Layer, { kind: 'dropout' }>,
  { position, mode }: LayerContext,
): tf.Tensor {
  if (!mode.seed) throw new Error('A network with dropout needs a seed in training mode.')
  const key = tf.add(mode.seed, tf.tensor1d([0, position], 'int32'))
  const shape = each === 'value' ? x.shape : x.shape.map((size, axis) => (axis === 0 ? size : 1))
  const isKept = tf.cast(tf.greaterEqual(uniform(shape, key as tf.Tensor1D), rate), 'float32')
  return tf.mul(x, tf.mul(isKept, 1 / (1 - rate)))
}

function constant(value: number | readonly number[]): tf.Tensor {
  return typeof value === 'number' ? tf.scalar(value) : tf.tensor1d([...value])
}

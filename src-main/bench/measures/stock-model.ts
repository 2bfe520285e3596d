import * as tf from '@tensorflow/tfjs'
import type { Network, Node } from '../../core/network/network.ts'
import { Unavailable } from '../request.ts'

/**
 * The same network in tfjs-layers, ending in probabilities, as a user of stock tfjs-node would build it. Its input is
 * scaled by one factor, whatever the architecture does: no speed depends on it.
 */
export function stockModel(network: Network): tf.LayersModel {
  const input = tf.input({ shape: [...network.inputShape] })
  const outputs = new Map<string, tf.SymbolicTensor>()
  for (const node of network.nodes) outputs.set(node.name, apply(node, outputs, input))
  const logits = outputs.get(network.nodes.at(-1)?.name as string) as tf.SymbolicTensor
  return tf.model({ inputs: input, outputs: tf.layers.softmax().apply(logits) as tf.SymbolicTensor })
}

function apply(
  { layer, inputs }: Node,
  outputs: ReadonlyMap<string, tf.SymbolicTensor>,
  input: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const given = inputs.map((name) => outputs.get(name) as tf.SymbolicTensor)
  const [first = input] = given
  const call = (stock: tf.layers.Layer, on: tf.SymbolicTensor | tf.SymbolicTensor[] = first): tf.SymbolicTensor =>
    stock.apply(on) as tf.SymbolicTensor
  switch (layer.kind) {
    case 'input':
      return input
    case 'rescaling':
      return call(tf.layers.rescaling({ scale: numberOf(layer.scale), offset: numberOf(layer.offset) }))
    case 'reverse-channels':
    case 'normalization':
      return first
    case 'convolution': {
      const { filters, padding, useBias, groups } = layer
      if (groups > 1) throw new Unavailable('not built in stock tfjs: grouped convolution')
      const convolved = call(tf.layers.conv2d({ filters, padding, useBias, ...windowOf(layer) }))
      return layer.activation === null
        ? convolved
        : call(tf.layers.activation({ activation: layer.activation }), convolved)
    }
    case 'depthwise-convolution': {
      const { padding, useBias } = layer
      return call(tf.layers.depthwiseConv2d({ padding, useBias, depthMultiplier: 1, ...windowOf(layer) }))
    }
    case 'separable-convolution': {
      const { filters, padding, useBias } = layer
      return call(tf.layers.separableConv2d({ filters, padding, useBias, depthMultiplier: 1, ...windowOf(layer) }))
    }
    case 'batch-normalization':
      return call(tf.layers.batchNormalization({ momentum: layer.momentum, epsilon: layer.epsilon }))
    case 'activation':
      return call(tf.layers.activation({ activation: layer.function }))
    case 'zero-padding':
      return call(tf.layers.zeroPadding2d({ padding: pairsOf(layer.padding) }))
    case 'cropping':
      return call(tf.layers.cropping2D({ cropping: pairsOf(layer.cropping) }))
    case 'reshape':
      return call(tf.layers.reshape({ targetShape: [...layer.shape] }))
    case 'max-pooling':
    case 'average-pooling': {
      const pooling = layer.kind === 'max-pooling' ? tf.layers.maxPooling2d : tf.layers.averagePooling2d
      const [poolSize, strides] = [pairOf(layer.poolSize), pairOf(layer.strides)]
      return call(pooling({ poolSize, strides, padding: layer.padding }))
    }
    case 'add':
      return call(tf.layers.add(), given)
    case 'multiply':
      return call(tf.layers.multiply(), given)
    case 'concatenate':
      return call(tf.layers.concatenate(), given)
    case 'global-average-pooling':
      return call(tf.layers.globalAveragePooling2d({}))
    case 'flatten':
      return call(tf.layers.flatten())
    case 'dense':
      return call(tf.layers.dense({ units: layer.units, useBias: layer.useBias }))
    case 'dropout':
      if (layer.each === 'image') throw new Unavailable('not built in stock tfjs: stochastic depth')
      return call(tf.layers.dropout({ rate: layer.rate }))
  }
}

type Pair = readonly [number, number]

const numberOf = (value: number | readonly number[]): number => (typeof value === 'number' ? value : (value[0] ?? 0))
const pairOf = (pair: Pair): [number, number] => [...pair]
const pairsOf = ([rows, columns]: readonly [Pair, Pair]): [[number, number], [number, number]] => [
  pairOf(rows),
  pairOf(columns),
]
const windowOf = ({ kernelSize, strides }: { readonly kernelSize: Pair; readonly strides: Pair }) => ({
  kernelSize: pairOf(kernelSize),
  strides: pairOf(strides),
})

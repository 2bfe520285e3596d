import * as tf from '@tensorflow/tfjs'
import type { Network, Node } from '../core/network/network.ts'

/** The same network in tfjs-layers, compiled with its own SGD, as a user of stock tfjs-node would train it. */
export async function stockStep(
  network: Network,
  batch: { images: Float32Array; labels: Int32Array },
): Promise<() => Promise<unknown>> {
  const input = tf.input({ shape: [...network.inputShape] })
  const outputs = new Map<string, tf.SymbolicTensor>()
  for (const node of network.nodes) outputs.set(node.name, apply(node, outputs, input))
  const logits = outputs.get(network.nodes.at(-1)?.name as string) as tf.SymbolicTensor
  const probabilities = tf.layers.softmax().apply(logits) as tf.SymbolicTensor
  const model = tf.model({ inputs: input, outputs: probabilities })
  model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'sparseCategoricalCrossentropy' })
  const images = tf.tensor4d(batch.images, [batch.labels.length, ...network.inputShape])
  const labels = tf.tensor1d(batch.labels, 'float32')
  return () => model.trainOnBatch(images, labels)
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
      return call(tf.layers.rescaling({ scale: Number(layer.scale), offset: Number(layer.offset) }))
    case 'convolution': {
      const { filters, kernelSize, strides, padding, useBias } = layer
      return call(tf.layers.conv2d({ filters, kernelSize: [...kernelSize], strides: [...strides], padding, useBias }))
    }
    case 'depthwise-convolution': {
      const { kernelSize, strides, padding, useBias } = layer
      return call(
        tf.layers.depthwiseConv2d({
          kernelSize: [...kernelSize],
          strides: [...strides],
          padding,
          useBias,
          depthMultiplier: 1,
        }),
      )
    }
    case 'batch-normalization':
      return call(tf.layers.batchNormalization({ momentum: layer.momentum, epsilon: layer.epsilon }))
    case 'activation':
      return call(tf.layers.reLU(layer.function === 'relu6' ? { maxValue: 6 } : {}))
    case 'zero-padding':
      return call(
        tf.layers.zeroPadding2d({
          padding: layer.padding.map((pair) => [...pair]) as [[number, number], [number, number]],
        }),
      )
    case 'add':
      return call(tf.layers.add(), given)
    case 'global-average-pooling':
      return call(tf.layers.globalAveragePooling2d({}))
    case 'dense':
      return call(tf.layers.dense({ units: layer.units, useBias: layer.useBias }))
    default:
      throw new Error(`The stock model has no ${layer.kind}.`)
  }
}

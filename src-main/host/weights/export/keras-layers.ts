import type { Network, Node } from '../../../core/network/network.ts'
import { kerasOrder } from '../../../core/network/keras-order.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A layer of a Keras model as its description lists it. */
export interface KerasLayer {
  readonly className: string
  readonly name: string
  readonly options: Readonly<Record<string, Json>>
  readonly inputs: readonly string[]
}

/**
 * Whose layers are written. TensorFlow.js has no grouped convolution, and no Normalization: it needs the affine map that
 * a node of this kind is.
 */
export type Dialect =
  | { readonly id: 'keras' }
  | { readonly id: 'tfjs'; normalizationOf(node: Node): { readonly scale: number[]; readonly offset: number[] } }

/** A network's layers as Keras's, in the order of `model.layers`; what Keras has no layer for becomes several. */
export function kerasLayers(network: Network, dialect: Dialect): KerasLayer[] {
  const outputs = new Map<string, string>()
  return kerasOrder(network).flatMap((node) => {
    const inputs = node.inputs.map((input) => outputs.get(input) ?? input)
    const layers = layersOf(node, inputs, network, dialect)
    outputs.set(node.name, layers.at(-1)?.name ?? node.name)
    return layers
  })
}

/** A description of a Functional model that Keras 2, Keras 3 and TensorFlow.js read. */
export function kerasModelConfig(name: string, layers: readonly KerasLayer[]): Json {
  const end = (layer: KerasLayer | undefined): Json => [[layer?.name ?? '', 0, 0]]
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers.map((layer) => ({
        class_name: layer.className,
        name: layer.name,
        config: { name: layer.name, ...layer.options },
        inbound_nodes: layer.inputs.length === 0 ? [] : [layer.inputs.map((input) => [input, 0, 0, {}])],
      })),
      input_layers: end(layers.find(({ className }) => className === 'InputLayer')),
      output_layers: end(layers.at(-1)),
    },
  }
}

function layersOf(node: Node, inputs: readonly string[], network: Network, dialect: Dialect): KerasLayer[] {
  const { name, layer } = node
  const one = (className: string, options: KerasLayer['options'] = {}): KerasLayer[] => [
    { className, name, options: { dtype: 'float32', ...options }, inputs },
  ]
  switch (layer.kind) {
    case 'input':
      return one('InputLayer', { batch_input_shape: [null, ...network.inputShape] })
    case 'rescaling':
      return one('Rescaling', { scale: layer.scale, offset: layer.offset })
    case 'normalization': {
      if (dialect.id === 'keras') return one('Normalization', { axis: -1 })
      const { scale, offset } = dialect.normalizationOf(node)
      return one('Rescaling', { scale, offset })
    }
    case 'reverse-channels':
      return reverseChannels(name, inputs)
    case 'convolution': {
      const groups = dialect.id === 'tfjs' ? {} : { groups: layer.groups }
      const { filters, activation } = layer
      return one('Conv2D', { filters, ...windowOf(layer), ...groups, activation: activation ?? 'linear' })
    }
    case 'depthwise-convolution':
      return one('DepthwiseConv2D', { ...windowOf(layer), depth_multiplier: 1 })
    case 'separable-convolution':
      return one('SeparableConv2D', { filters: layer.filters, ...windowOf(layer), depth_multiplier: 1 })
    case 'dense':
      return one('Dense', { units: layer.units, use_bias: layer.useBias, activation: 'linear' })
    case 'batch-normalization':
      return one('BatchNormalization', { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon })
    case 'activation':
      if (layer.function === 'relu6') return one('ReLU', { max_value: 6 })
      return one('Activation', { activation: layer.function })
    case 'zero-padding':
      return one('ZeroPadding2D', { padding: layer.padding })
    case 'cropping':
      return one('Cropping2D', { cropping: layer.cropping })
    case 'reshape':
      return one('Reshape', { target_shape: layer.shape })
    case 'max-pooling':
    case 'average-pooling': {
      const { poolSize, strides, padding } = layer
      const className = layer.kind === 'max-pooling' ? 'MaxPooling2D' : 'AveragePooling2D'
      return one(className, { pool_size: poolSize, strides, padding })
    }
    case 'global-average-pooling':
      return one('GlobalAveragePooling2D')
    case 'flatten':
      return one('Flatten')
    case 'add':
      return one('Add')
    case 'multiply':
      return one('Multiply')
    case 'concatenate':
      return one('Concatenate', { axis: -1 })
    case 'dropout':
      return one('Dropout', { rate: layer.rate, noise_shape: layer.each === 'image' ? [null, 1, 1, 1] : null })
  }
}

function windowOf(layer: {
  readonly kernelSize: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: string
  readonly useBias: boolean
}): KerasLayer['options'] {
  const { kernelSize, strides, padding, useBias } = layer
  return { kernel_size: kernelSize, strides, padding, use_bias: useBias }
}

/** Keras has no layer that reverses an axis: channels are made rows, cut out one by one, and put together. */
function reverseChannels(name: string, [input = '']: readonly string[]): KerasLayer[] {
  const options = { dtype: 'float32' }
  const crops = [2, 1, 0].map((channel): KerasLayer => {
    const cropping = [
      [channel, 2 - channel],
      [0, 0],
    ]
    return {
      className: 'Cropping2D',
      name: `${name}_${channel}`,
      options: { ...options, cropping },
      inputs: [`${name}_rows`],
    }
  })
  return [
    { className: 'Permute', name: `${name}_rows`, options: { ...options, dims: [3, 1, 2] }, inputs: [input] },
    ...crops,
    {
      className: 'Concatenate',
      name: `${name}_reversed`,
      options: { ...options, axis: 1 },
      inputs: crops.map((crop) => crop.name),
    },
    { className: 'Permute', name, options: { ...options, dims: [2, 3, 1] }, inputs: [`${name}_reversed`] },
  ]
}

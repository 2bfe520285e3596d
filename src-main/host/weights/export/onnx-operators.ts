import type { Layer, Node } from '../../../core/network/network.ts'
import { samePadding } from '../../../core/network/shapes.ts'
import { toGroupedKernel } from '../fill-layer.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** The variables of one node, by role. */
export type Variables = (role: string) => { readonly shape: readonly number[]; readonly values: Float32Array } | null

interface NodePlace {
  readonly node: Node
  /** Names of the tensors that the inputs are: [batch, channels, height, width] or [batch, features]. */
  readonly inputs: readonly string[]
  /** Shapes of the inputs for one image as the network has them, channels last. */
  readonly inputShapes: readonly (readonly number[])[]
  readonly variables: Variables
}

/** Adds the operators that compute a node; returns the name of its output, channels first. */
export function addOperators(graph: OnnxGraph, { node, inputs, inputShapes, variables }: NodePlace): string {
  const { name, layer } = node
  const [x = '', ...others] = inputs
  const [shape = []] = inputShapes
  switch (layer.kind) {
    case 'input':
      return graph.add('Transpose', name, [x], { perm: [0, 3, 1, 2] })
    case 'dropout':
      return x
    case 'rescaling': {
      const scaled = graph.add('Mul', `${name}/scale`, [x, perChannel(graph, `${name}/factor`, layer.scale)])
      return graph.add('Add', name, [scaled, perChannel(graph, `${name}/offset`, layer.offset)])
    }
    case 'reverse-channels': {
      const order = Array.from({ length: shape.at(-1) ?? 0 }, (_, i) => i).toReversed()
      return graph.add('Gather', name, [x, graph.integers(`${name}/order`, order)], { axis: 1 })
    }
    case 'convolution':
    case 'depthwise-convolution':
      return addConvolution(graph, { node, inputs, inputShapes, variables }, layer)
    case 'separable-convolution': {
      const depthwise = graph.add(
        'Conv',
        `${name}/depthwise`,
        [x, kernel(graph, `${name}/depthwise_kernel`, variables('depthwise_kernel'), 'depthwise')],
        { ...windowOf(layer, layer.kernelSize, shape), group: shape.at(-1) ?? 1 },
      )
      const pointwise = kernel(graph, `${name}/pointwise_kernel`, variables('pointwise_kernel'))
      return graph.add('Conv', name, [depthwise, pointwise, ...biasOf(graph, name, variables)])
    }
    case 'dense': {
      const { shape: kernelShape, values } = required(variables('kernel'), name)
      const weight = graph.floats(`${name}/kernel`, kernelShape, () => values)
      return graph.add('Gemm', name, [x, weight, ...biasOf(graph, name, variables)])
    }
    case 'batch-normalization': {
      const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((role) => {
        const { shape: size, values } = required(variables(role), name)
        return graph.floats(`${name}/${role}`, size, () => values)
      })
      return graph.add('BatchNormalization', name, [x, ...parts], { epsilon: { float: layer.epsilon } })
    }
    case 'normalization': {
      const mean = required(variables('mean'), name).values
      const deviation = required(variables('variance'), name).values.map((v) => Math.max(Math.sqrt(v), 1e-7))
      const centred = graph.add('Sub', `${name}/centred`, [x, perChannel(graph, `${name}/mean`, [...mean])])
      return graph.add('Div', name, [centred, perChannel(graph, `${name}/deviation`, [...deviation])])
    }
    case 'activation':
      return addActivation(graph, name, layer.function, x)
    case 'zero-padding': {
      const [[top, bottom], [left, right]] = layer.padding
      return graph.add('Pad', name, [x, graph.integers(`${name}/pads`, [0, 0, top, left, 0, 0, bottom, right])])
    }
    case 'cropping': {
      const [[top, bottom], [left, right]] = layer.cropping
      const [height = 0, width = 0] = shape
      const starts = graph.integers(`${name}/starts`, [top, left])
      const ends = graph.integers(`${name}/ends`, [height - bottom, width - right])
      return graph.add('Slice', name, [x, starts, ends, graph.integers(`${name}/axes`, [2, 3])])
    }
    case 'reshape': {
      const from = shape.length === 3 ? channelsLast(graph, name, x) : x
      // 0 keeps the batch.
      const to = graph.add('Reshape', `${name}/reshaped`, [from, graph.integers(`${name}/shape`, [0, ...layer.shape])])
      return layer.shape.length === 3 ? graph.add('Transpose', name, [to], { perm: [0, 3, 1, 2] }) : to
    }
    case 'max-pooling':
      return graph.add('MaxPool', name, [x], windowOf(layer, layer.poolSize, shape))
    case 'average-pooling':
      return graph.add('AveragePool', name, [x], { ...windowOf(layer, layer.poolSize, shape), count_include_pad: 0 })
    case 'global-average-pooling':
      return graph.add('Flatten', name, [graph.add('GlobalAveragePool', `${name}/mean`, [x])])
    case 'flatten':
      return graph.add('Flatten', name, [shape.length === 3 ? channelsLast(graph, name, x) : x])
    case 'add':
      return graph.add('Sum', name, inputs)
    case 'multiply':
      return others.reduce((product, other, i) => {
        return graph.add('Mul', i === others.length - 1 ? name : `${name}/${i}`, [product, other])
      }, x)
    case 'concatenate':
      return graph.add('Concat', name, inputs, { axis: 1 })
  }
}

function addConvolution(
  graph: OnnxGraph,
  { node: { name }, inputs: [x = ''], inputShapes: [shape = []], variables }: NodePlace,
  layer: Extract<Layer, { kind: 'convolution' | 'depthwise-convolution' }>,
): string {
  const isDepthwise = layer.kind === 'depthwise-convolution'
  const groups = isDepthwise ? (shape.at(-1) ?? 1) : layer.groups
  const role = isDepthwise || groups > 1 ? 'depthwise_kernel' : 'kernel'
  const weight = kernel(graph, `${name}/${role}`, variables(role), isDepthwise ? 'depthwise' : groups)
  const activation = isDepthwise ? null : layer.activation
  const linear = activation === null ? name : `${name}/linear`
  const attributes = { ...windowOf(layer, layer.kernelSize, shape), group: groups }
  const y = graph.add('Conv', linear, [x, weight, ...biasOf(graph, name, variables)], attributes)
  return activation === null ? y : addActivation(graph, name, activation, y)
}

function addActivation(
  graph: OnnxGraph,
  name: string,
  activation: Extract<Layer, { kind: 'activation' }>['function'],
  x: string,
): string {
  switch (activation) {
    case 'relu':
      return graph.add('Relu', name, [x])
    case 'relu6':
      return graph.add('Clip', name, [x, graph.scalar('zero', 0), graph.scalar('six', 6)])
    case 'swish':
      return graph.add('Mul', name, [x, graph.add('Sigmoid', `${name}/sigmoid`, [x])])
    case 'sigmoid':
      return graph.add('Sigmoid', name, [x])
    case 'tanh':
      return graph.add('Tanh', name, [x])
  }
}

/** Strides and the zeros that Keras's 'same' adds, written out: ONNX's own automatic padding is deprecated. */
function windowOf(
  { strides, padding }: { readonly strides: readonly [number, number]; readonly padding: string },
  window: readonly [number, number],
  shape: readonly number[],
): Record<string, readonly number[]> {
  const [top, bottom] = padding === 'same' ? samePadding(shape[0] ?? 0, window[0], strides[0]) : [0, 0]
  const [left, right] = padding === 'same' ? samePadding(shape[1] ?? 0, window[1], strides[1]) : [0, 0]
  return { kernel_shape: window, strides, pads: [top, left, bottom, right] }
}

/** From [h, w, in, out] to [out, in, h, w]; a depthwise one [h, w, channels, 1] to [channels, 1, h, w]. */
function kernel(
  graph: OnnxGraph,
  name: string,
  variable: ReturnType<Variables>,
  kind: 'depthwise' | number = 1,
): string {
  const { shape, values } = required(variable, name)
  const [height = 0, width = 0, channels = 0, last = 0] = shape
  if (kind === 'depthwise') {
    return graph.floats(name, [channels, last, height, width], () =>
      outermost(values, height * width, 1, channels * last),
    )
  }
  const [inputs, filters] = [channels / kind, last * kind]
  return graph.floats(name, [filters, inputs, height, width], () =>
    outermost(kind === 1 ? values : toGroupedKernel(values, shape, kind), height * width, inputs, filters),
  )
}

/** From [window, in, out] to [out, in, window]. */
function outermost(values: Float32Array, window: number, inputs: number, filters: number): Float32Array {
  const moved = new Float32Array(values.length)
  for (let position = 0; position < window; position++) {
    for (let input = 0; input < inputs; input++) {
      for (let filter = 0; filter < filters; filter++) {
        const from = (position * inputs + input) * filters + filter
        moved[(filter * inputs + input) * window + position] = values[from] as number
      }
    }
  }
  return moved
}

function biasOf(graph: OnnxGraph, name: string, variables: Variables): string[] {
  const bias = variables('bias')
  return bias ? [graph.floats(`${name}/bias`, bias.shape, () => bias.values)] : []
}

function channelsLast(graph: OnnxGraph, name: string, x: string): string {
  return graph.add('Transpose', `${name}/channels_last`, [x], { perm: [0, 2, 3, 1] })
}

function perChannel(graph: OnnxGraph, name: string, value: number | readonly number[]): string {
  const values = typeof value === 'number' ? [value] : value
  return graph.floats(name, [values.length, 1, 1], () => Float32Array.from(values))
}

function required<T>(value: T | null, name: string): T {
  if (value === null) throw new Error(`"${name}" has no value to export.`)
  return value
}

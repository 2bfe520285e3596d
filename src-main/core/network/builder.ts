import type {
  ActivationName,
  BiasInitializer,
  KernelInitializer,
  Layer,
  Network,
  Node,
  Padding,
  Shape3,
  Variable,
} from './network.ts'
import { outputShape } from './shapes.ts'
import { variablesOf } from './variables.ts'

type Size = number | readonly [number, number]

interface ConvolutionOptions {
  readonly kernelSize: Size
  readonly strides?: Size
  readonly padding?: Padding
  readonly useBias?: boolean
  readonly initializer?: KernelInitializer
}
interface PoolingOptions {
  readonly poolSize: Size
  readonly strides?: Size
  readonly padding?: Padding
}

/** A point of the graph under construction: each method adds a layer behind it and returns the point behind that. */
export interface Flow {
  readonly name: string
  readonly shape: readonly number[]
  rescaling(name: string, scale: number | readonly number[], offset: number | readonly number[]): Flow
  reverseChannels(name: string): Flow
  /** Defaults as Keras: stride 1, 'valid', one group, with bias. */
  convolution(
    name: string,
    options: ConvolutionOptions & {
      readonly filters: number
      readonly groups?: number
      readonly activation?: ActivationName
    },
  ): Flow
  depthwiseConvolution(name: string, options: ConvolutionOptions): Flow
  separableConvolution(name: string, options: ConvolutionOptions & { readonly filters: number }): Flow
  dense(
    name: string,
    options: {
      readonly units: number
      readonly useBias?: boolean
      readonly initializer?: KernelInitializer
      readonly biasInitializer?: BiasInitializer
    },
  ): Flow
  normalization(name: string): Flow
  batchNormalization(name: string, options: { readonly momentum: number; readonly epsilon: number }): Flow
  activation(name: string, activation: ActivationName): Flow
  /** The same number of zeros on all four sides, or those [before, after] the rows and the columns. */
  zeroPadding(name: string, padding: number | readonly [readonly [number, number], readonly [number, number]]): Flow
  cropping(name: string, cropping: readonly [readonly [number, number], readonly [number, number]]): Flow
  reshape(name: string, shape: readonly number[]): Flow
  maxPooling(name: string, options: PoolingOptions): Flow
  averagePooling(name: string, options: PoolingOptions): Flow
  globalAveragePooling(name: string): Flow
  flatten(name: string): Flow
  dropout(name: string, rate: number): Flow
  /** Drops whole images: a residual branch, for the images that it hits. */
  stochasticDepth(name: string, rate: number): Flow
  add(name: string, ...others: readonly Flow[]): Flow
  multiply(name: string, ...others: readonly Flow[]): Flow
  concatenate(name: string, ...others: readonly Flow[]): Flow
}

export interface NetworkBuilder {
  /** The images, [height, width, channels]. */
  readonly input: Flow
  /** All layers added from here on belong to this block. */
  block(name: string): void
}

/**
 * Builds a network layer by layer: `build` gets the input and returns the logits [classes].
 * Shapes are inferred and variables collected on the way. Throws `invalid-input` where a layer does not fit its input.
 */
export function buildNetwork(inputShape: Shape3, build: (builder: NetworkBuilder) => Flow): Network {
  const nodes: Node[] = []
  const weights: Variable[] = []
  const statistics: Variable[] = []
  const blocks: string[] = []
  let block = 'input'

  function append(
    name: string,
    layer: Layer,
    inputs: readonly Pick<Flow, 'name' | 'shape'>[],
    initializer: KernelInitializer = 'glorot-uniform',
    biasInitializer: BiasInitializer = 'zeros',
  ): Flow {
    if (nodes.some((node) => node.name === name)) throw new Error(`Two layers are called "${name}".`)
    const shapes = inputs.map((input) => input.shape)
    const shape = layer.kind === 'input' ? inputShape : outputShape(name, layer, shapes)
    nodes.push({ name, layer, inputs: inputs.map((input) => input.name), shape, block })
    const place = { name, block, layer, inputShape: shapes[0] ?? [], initializer, biasInitializer }
    for (const variable of variablesOf(place)) {
      if (!blocks.includes(block)) blocks.push(block)
      ;(variable.kind === 'weight' ? weights : statistics).push(variable)
    }
    return flowAt(name, shape)
  }

  function flowAt(at: string, shape: readonly number[]): Flow {
    const here = { name: at, shape }
    const then = (name: string, layer: Layer, ...initializers: [KernelInitializer?, BiasInitializer?]): Flow =>
      append(name, layer, [here], ...initializers)
    const joined = (name: string, kind: 'add' | 'multiply' | 'concatenate', others: readonly Flow[]): Flow =>
      append(name, { kind }, [here, ...others])
    const pooling = (
      kind: 'max-pooling' | 'average-pooling',
      { poolSize, strides, padding }: PoolingOptions,
    ): Layer => ({
      kind,
      poolSize: pair(poolSize),
      strides: pair(strides ?? poolSize),
      padding: padding ?? 'valid',
    })
    return {
      ...here,
      rescaling: (name, scale, offset) => then(name, { kind: 'rescaling', scale, offset }),
      reverseChannels: (name) => then(name, { kind: 'reverse-channels' }),
      convolution: (name, { filters, groups = 1, activation = null, initializer, ...options }) =>
        then(name, { kind: 'convolution', filters, groups, activation, ...windowOf(options) }, initializer),
      depthwiseConvolution: (name, { initializer, ...options }) =>
        then(name, { kind: 'depthwise-convolution', ...windowOf(options) }, initializer),
      separableConvolution: (name, { filters, initializer, ...options }) =>
        then(name, { kind: 'separable-convolution', filters, ...windowOf(options) }, initializer),
      dense: (name, { units, useBias = true, initializer, biasInitializer }) =>
        then(name, { kind: 'dense', units, useBias }, initializer, biasInitializer),
      normalization: (name) => then(name, { kind: 'normalization' }),
      batchNormalization: (name, { momentum, epsilon }) =>
        then(name, { kind: 'batch-normalization', momentum, epsilon }),
      activation: (name, activation) => then(name, { kind: 'activation', function: activation }),
      zeroPadding: (name, padding) =>
        then(name, { kind: 'zero-padding', padding: typeof padding === 'number' ? around(padding) : padding }),
      cropping: (name, cropping) => then(name, { kind: 'cropping', cropping }),
      reshape: (name, shape) => then(name, { kind: 'reshape', shape }),
      maxPooling: (name, options) => then(name, pooling('max-pooling', options)),
      averagePooling: (name, options) => then(name, pooling('average-pooling', options)),
      globalAveragePooling: (name) => then(name, { kind: 'global-average-pooling' }),
      flatten: (name) => then(name, { kind: 'flatten' }),
      dropout: (name, rate) => then(name, { kind: 'dropout', rate, each: 'value' }),
      stochasticDepth: (name, rate) => then(name, { kind: 'dropout', rate, each: 'image' }),
      add: (name, ...others) => joined(name, 'add', others),
      multiply: (name, ...others) => joined(name, 'multiply', others),
      concatenate: (name, ...others) => joined(name, 'concatenate', others),
    }
  }

  const logits = build({
    input: append('input', { kind: 'input' }, []),
    block(name) {
      block = name
    },
  })
  const [classes] = logits.shape
  if (logits.shape.length !== 1 || classes === undefined || nodes.at(-1)?.name !== logits.name) {
    throw new Error('The last layer of a network must give the logits [classes].')
  }
  return { inputShape, classes, nodes, weights, statistics, blocks }
}

function windowOf({ kernelSize, strides = 1, padding = 'valid', useBias = true }: ConvolutionOptions): {
  kernelSize: readonly [number, number]
  strides: readonly [number, number]
  padding: Padding
  useBias: boolean
} {
  return { kernelSize: pair(kernelSize), strides: pair(strides), padding, useBias }
}

function around(width: number): readonly [readonly [number, number], readonly [number, number]] {
  return [
    [width, width],
    [width, width],
  ]
}

function pair(size: Size): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size
}

/** [height, width, channels] of one image or feature map. */
export type Shape3 = readonly [height: number, width: number, channels: number]

export type Padding = 'same' | 'valid'
export type ActivationName = 'relu' | 'relu6' | 'swish' | 'sigmoid' | 'tanh'

/**
 * What a node computes. Kernels are [height, width, in, out], depthwise ones [height, width, channels, multiplier].
 * A convolution of several groups has a depthwise kernel too, [height, width, channels, filters / groups], as the weight
 * files of Keras Applications' ResNeXt have it.
 */
export type Layer =
  | { readonly kind: 'input' }
  /** x · scale + offset, elementwise: the architecture's own input scaling, applied to pixels in [0, 1]. */
  | {
      readonly kind: 'rescaling'
      readonly scale: number | readonly number[]
      readonly offset: number | readonly number[]
    }
  | {
      readonly kind: 'convolution'
      readonly filters: number
      readonly kernelSize: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: Padding
      readonly groups: number
      readonly useBias: boolean
      /** Part of the layer, as in Keras: the layer's output is that behind it. */
      readonly activation: ActivationName | null
    }
  | {
      readonly kind: 'depthwise-convolution'
      readonly kernelSize: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: Padding
      readonly useBias: boolean
    }
  /** A depthwise convolution, then a 1×1 convolution. */
  | {
      readonly kind: 'separable-convolution'
      readonly filters: number
      readonly kernelSize: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: Padding
      readonly useBias: boolean
    }
  | { readonly kind: 'dense'; readonly units: number; readonly useBias: boolean }
  | { readonly kind: 'batch-normalization'; readonly momentum: number; readonly epsilon: number }
  /** (x − mean) / max(√variance, 1e-7) by channel, with statistics that come with the weights and never move. */
  | { readonly kind: 'normalization' }
  | { readonly kind: 'activation'; readonly function: ActivationName }
  | { readonly kind: 'zero-padding'; readonly padding: readonly [readonly [number, number], readonly [number, number]] }
  | { readonly kind: 'cropping'; readonly cropping: readonly [readonly [number, number], readonly [number, number]] }
  | { readonly kind: 'reshape'; readonly shape: readonly number[] }
  | {
      readonly kind: 'max-pooling' | 'average-pooling'
      readonly poolSize: readonly [number, number]
      readonly strides: readonly [number, number]
      readonly padding: Padding
    }
  | { readonly kind: 'global-average-pooling' | 'flatten' | 'add' | 'multiply' | 'concatenate' }
  /** The last channel first: from red, green, blue to blue, green, red. */
  | { readonly kind: 'reverse-channels' }
  /** Drops single values, or all of an image at once (stochastic depth). */
  | { readonly kind: 'dropout'; readonly rate: number; readonly each: 'value' | 'image' }

/** One layer of a network, named as Keras Applications names it. */
export interface Node {
  readonly name: string
  readonly layer: Layer
  readonly inputs: readonly string[]
  /** Output of one image: [height, width, channels] or [features]. */
  readonly shape: readonly number[]
  /** The block that it is frozen with. */
  readonly block: string
}

/**
 * Keras's `VarianceScaling`: variance 2 / (fan in + fan out), its default; 2 / fan in; 2 / fan out (cut at two
 * deviations, as Keras's normal ones are, or not); 1 / (3 · fan out); 1 / (3 · fan in), PyTorch's default. `zeros`: for a
 * network of one layer, whose loss is convex.
 */
export type KernelInitializer =
  | 'glorot-uniform'
  | 'he-normal'
  | 'fan-out-normal'
  | 'fan-out-untruncated-normal'
  | 'fan-out-uniform'
  | 'fan-in-uniform'
  | 'zeros'
/** `fan-in-uniform`: PyTorch's default, with the fan in of the layer's kernel. */
export type BiasInitializer = 'zeros' | 'fan-in-uniform'

/** Last part of a Keras variable path; decides initialisation and weight decay. */
export type VariableRole =
  | 'kernel'
  | 'depthwise_kernel'
  | 'pointwise_kernel'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance'
  | 'mean'
  | 'variance'
  | 'count'

/**
 * `weight` is trained by gradients; `statistic` is a moving average that the forward pass updates, or a property of
 * the data that came with the weights and that nothing here changes.
 */
export interface Variable {
  /** Keras layer name, `/`, Keras 2 variable name: `Conv1/kernel`, `bn_Conv1/moving_mean`. */
  readonly path: string
  readonly node: string
  readonly block: string
  readonly role: VariableRole
  readonly kind: 'weight' | 'statistic'
  readonly shape: readonly number[]
  readonly initializer: KernelInitializer | 'ones'
}

/** A model as data: nodes in topological order, the last of which gives the logits [classes]. */
export interface Network {
  readonly inputShape: Shape3
  readonly classes: number
  readonly nodes: readonly Node[]
  /** Trained variables, in the order of the nodes; within a node: kernels, bias; gamma, beta. */
  readonly weights: readonly Variable[]
  /** Mean and variance of each (batch) normalization, in the order of the nodes. */
  readonly statistics: readonly Variable[]
  /**
   * Names of the blocks that can be frozen, from input to head: `stem`, the parts that an architecture repeats, named as
   * their layers are, and `head`. Each has a variable at least, and every variable is in one of them.
   */
  readonly blocks: readonly string[]
}

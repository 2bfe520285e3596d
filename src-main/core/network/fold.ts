import * as tf from '@tensorflow/tfjs-core'
import type { ModelTensors } from './forward.ts'
import type { Network, Node, Variable } from './network.ts'

/** A network for inference alone, and how a model of the original becomes one of it. */
export interface FoldedNetwork {
  readonly network: Network
  /** A pure function of tensors: weights and statistics of the original in, those of `network` out. */
  fold(model: Pick<ModelTensors, 'weights' | 'statistics'>): { weights: tf.Tensor[]; statistics: tf.Tensor[] }
}

interface Pair {
  readonly linear: Node
  readonly normalization: Node
}

/**
 * Folds every batch normalization that alone follows a convolution (of any kind, without activation) or a dense layer
 * into it: kernel' = kernel · gamma / √(variance + epsilon), bias' = beta + (bias − mean) · gamma / √(variance + epsilon).
 * In inference mode the result computes the same function up to rounding (Jacob et al. 2018, section 3.2,
 * https://arxiv.org/abs/1712.05877). Folded normalizations are no nodes of the new network; every other name stays.
 */
export function foldBatchNormalization(network: Network): FoldedNetwork {
  const pairs = new Map(findPairs(network).map((pair) => [pair.linear.name, pair]))
  const gone = new Map([...pairs.values()].map(({ linear, normalization }) => [normalization.name, linear.name]))
  const nodes = network.nodes
    .filter(({ name }) => !gone.has(name))
    .map((node) => ({
      ...node,
      layer: pairs.has(node.name) ? ({ ...node.layer, useBias: true } as Node['layer']) : node.layer,
      inputs: node.inputs.map((name) => gone.get(name) ?? name),
    }))
  const weights = nodes.flatMap(({ name }): Variable[] => {
    const own = network.weights.filter(({ node }) => node === name)
    if (!pairs.has(name)) return own
    const kernels = own.filter(({ role }) => role !== 'bias')
    const channels = pairs.get(name)?.normalization.shape.at(-1) ?? 0
    return [...kernels, own[kernels.length] ?? biasOf(kernels.at(-1) as Variable, channels)]
  })
  const statistics = network.statistics.filter(({ node }) => !gone.has(node))
  return { network: { ...network, nodes, weights, statistics }, fold: (model) => foldModel(network, pairs, model) }
}

/** The bias of the layer with this kernel: one value a channel. */
function biasOf(kernel: Variable, channels: number): Variable {
  const path = kernel.path.replace(/[^/]+$/, 'bias')
  return { ...kernel, path, role: 'bias', initializer: 'zeros', shape: [channels] }
}

function findPairs({ nodes }: Network): Pair[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  return nodes.flatMap((normalization) => {
    if (normalization.layer.kind !== 'batch-normalization') return []
    const linear = byName.get(normalization.inputs[0] ?? '')
    const users = nodes.filter(({ inputs }) => inputs.includes(linear?.name ?? ''))
    return linear && isLinear(linear) && users.length === 1 ? [{ linear, normalization }] : []
  })
}

function isLinear({ layer }: Node): boolean {
  switch (layer.kind) {
    case 'convolution':
      return layer.activation === null
    case 'depthwise-convolution':
    case 'separable-convolution':
    case 'dense':
      return true
    default:
      return false
  }
}

function foldModel(
  network: Network,
  pairs: ReadonlyMap<string, Pair>,
  model: ModelTensors,
): { weights: tf.Tensor[]; statistics: tf.Tensor[] } {
  const normalizations = new Set([...pairs.values()].map(({ normalization }) => normalization.name))
  const ofNode = (name: string): { weights: tf.Tensor[]; statistics: tf.Tensor[] } => ({
    weights: model.weights.filter((_, i) => network.weights[i]?.node === name),
    statistics: model.statistics.filter((_, i) => network.statistics[i]?.node === name),
  })
  return tf.tidy(() => ({
    weights: network.nodes
      .filter(({ name }) => !normalizations.has(name))
      .flatMap(({ name }) => {
        const { weights } = ofNode(name)
        const pair = pairs.get(name)
        if (!pair) return weights.map((weight) => tf.clone(weight))
        const { weights: affine, statistics } = ofNode(pair.normalization.name)
        return foldPair(pair, weights, affine, statistics)
      }),
    statistics: network.nodes
      .filter(({ name }) => !normalizations.has(name))
      .flatMap(({ name }) => ofNode(name).statistics.map((statistic) => tf.clone(statistic))),
  }))
}

function foldPair(
  { linear, normalization }: Pair,
  weights: readonly tf.Tensor[],
  [gamma, beta]: readonly tf.Tensor[],
  [mean, variance]: readonly tf.Tensor[],
): tf.Tensor[] {
  // The last kernel gives the channels that are normalized; those before it stay.
  const last = linear.layer.kind === 'separable-convolution' ? 1 : 0
  const [kernel, bias] = weights.slice(last)
  if (!kernel || !gamma || !beta || !mean || !variance || normalization.layer.kind !== 'batch-normalization') {
    throw new Error(`The variables of "${linear.name}" and "${normalization.name}" are not complete.`)
  }
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, normalization.layer.epsilon)))
  const centred = bias ? tf.sub(bias, mean) : tf.neg(mean)
  const others = weights.slice(0, last).map((weight) => tf.clone(weight))
  return [
    ...others,
    tf.mul(kernel, alongKernel(scale, linear.layer, kernel.shape)),
    tf.add(beta, tf.mul(centred, scale)),
  ]
}

/** One factor a channel [channels] so that it multiplies the kernel's values for that channel. */
function alongKernel(scale: tf.Tensor, layer: Node['layer'], shape: readonly number[]): tf.Tensor {
  // A depthwise kernel's channels are its last two dimensions, multiplier fastest.
  if (layer.kind === 'depthwise-convolution') return tf.reshape(scale, shape.slice(2))
  if (layer.kind !== 'convolution' || layer.groups === 1) return scale
  const [, , channels = 0, filters = 0] = shape
  const byGroup = tf.reshape(scale, [layer.groups, 1, filters])
  return tf.reshape(tf.tile(byGroup, [1, channels / layer.groups, 1]), [channels, filters])
}

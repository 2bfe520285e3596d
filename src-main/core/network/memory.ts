import type { Precision } from '../../contract/run-config.ts'
import { countByBlock, countParameters } from './count.ts'
import type { Network, Node } from './network.ts'
import { planOf, type Step } from './plan.ts'

const bytesPerValue = 4
const bytesPerRounded = 2

/** What the backend keeps of a layer: nodes of the step's function, kernels and what they prepared (measured). */
const bytesPerLayer = 250_000

/** What an engine takes beside its steps: Node and TensorFlow, on a processor (measured). */
export const engineBytes = 430e6

/** What decides about the memory of a step besides network and batch size; of a run: `runMemory` in core/training. */
export interface StepKind {
  /** Tensors per weight that the optimizer keeps. */
  readonly slots: number
  /** Whether gradients reach back to the images, as an attack's do. Default false. */
  readonly reachesImages?: boolean
  /** Passes whose activations wait at the same time for their way back. Default 1. */
  readonly heldPasses?: number
  /** Tensors per trained weight beside weights and slots: gradients, and what is added to them. Default 2. */
  readonly perWeight?: number
  /** Names of the blocks that are trained. Default: all. */
  readonly trainedBlocks?: readonly string[]
  /** Default `float32`. */
  readonly precision?: Precision
}

/** What a training step needs of the device's memory, in bytes: `fixed + batch · perImage`. */
export interface StepMemory {
  /** Weights, slots, statistics and gradients, and the step itself. */
  readonly fixedBytes: number
  /** Activations that wait for the backward pass, and what is in work beside them. */
  readonly perImageBytes: number
}

/**
 * Memory of a training step, from the network alone. A backward pass needs what its gradients read: the inputs of
 * convolutions, dense layers and batch normalizations, the outputs of ReLUs and poolings, what is multiplied; every
 * tensor counts once, in mixed precision once in each type that it is read in. Layers before the first trained one have
 * no backward pass, unless the images need gradients.
 */
export function stepMemory(network: Network, kind: StepKind): StepMemory {
  const { slots, heldPasses = 1, perWeight = 2, trainedBlocks = network.blocks } = kind
  const { trainable: weights, nonTrainable: statistics } = countParameters(network)
  const byBlock = countByBlock(network)
  const trained = trainedBlocks.reduce((sum, block) => sum + (byBlock.get(block) ?? 0), 0)
  // A step is a function from the old to the new variables: both are there at its end, of frozen weights one and the
  // same, and so are the gradients, which wait for their common norm.
  const variables = (weights + trained) * (1 + slots) + 2 * statistics
  const gradients = perWeight * trained
  return {
    fixedBytes: (variables + gradients) * bytesPerValue + network.nodes.length * bytesPerLayer,
    perImageBytes: heldPasses * heldBytes(network, kind) + workingValues(network) * bytesPerValue,
  }
}

/** Bytes of one image that one pass holds from its way forward to its way back. */
function heldBytes(network: Network, { reachesImages, trainedBlocks, precision }: StepKind): number {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]))
  const valuesOf = (name: string): number => size((nodes.get(name) as Node).shape)
  const plan = planOf(network)
  const differentiated = reachesImages ? null : layersFrom(network, new Set(trainedBlocks ?? network.blocks))
  const isMixed = precision === 'bfloat16'
  const rounded = isMixed ? roundedIn(plan) : new Set<string>()
  const exactly = new Set<string>()
  const roundedly = new Set<string>()
  let besides = 0
  for (const step of plan) {
    if (step.isAbsorbed || step.sameAs !== null || differentiated?.has(step.name) === false) continue
    for (const [name, type] of readBy(step)) {
      const isRounded = type === 'present' ? rounded.has(name) : isMixed && type === 'convolved'
      if (isRounded) roundedly.add(name)
      else exactly.add(name)
    }
    besides += insideValues(step, nodes)
  }
  const sum = (names: ReadonlySet<string>): number => [...names].reduce((total, name) => total + valuesOf(name), 0)
  return (sum(exactly) + besides) * bytesPerValue + sum(roundedly) * bytesPerRounded
}

/** The tensors that a layer's gradients read: as convolutions take them, in float32, or as they are already. */
function readBy({ name, layer, inputs }: Step): (readonly [name: string, type: 'convolved' | 'exact' | 'present'])[] {
  switch (layer.kind) {
    case 'convolution': {
      const type = layer.groups === 1 ? 'convolved' : 'exact'
      return [
        ...inputs.map((input) => [input, type] as const),
        ...(layer.activation ? [[name, 'present'] as const] : []),
      ]
    }
    case 'separable-convolution':
    case 'depthwise-convolution':
    case 'dense':
    case 'multiply':
      return inputs.map((input) => [input, 'exact'] as const)
    case 'batch-normalization':
      return inputs.map((input) => [input, 'present'] as const)
    case 'activation':
      return layer.function === 'swish' ? inputs.map((input) => [input, 'exact'] as const) : [[name, 'present']]
    case 'max-pooling':
      return [...inputs, name].map((each) => [each, 'exact'] as const)
    default:
      return []
  }
}

/** Values that lie inside a layer and are held too. */
function insideValues({ name, layer, inputs }: Step, nodes: ReadonlyMap<string, Node>): number {
  const { shape } = nodes.get(name) as Node
  if (layer.kind === 'dropout') return layer.rate > 0 && layer.each === 'value' ? size(shape) : 0
  if (layer.kind !== 'separable-convolution') return 0
  // The depthwise convolution's output.
  const [, , channels = 0] = (nodes.get(inputs[0] ?? '') as Node).shape
  return (size(shape) / (shape[2] ?? 1)) * channels
}

/** The layers of these blocks and all behind them: what gradients pass through. */
function layersFrom({ nodes }: Network, blocks: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { name, block, inputs } of nodes) {
    if (blocks.has(block) || inputs.some((input) => found.has(input))) found.add(name)
  }
  return found
}

/** The tensors that mixed precision has rounded: what convolutions take and give, and what follows on those alone. */
function roundedIn(plan: readonly Step[]): ReadonlySet<string> {
  const rounded = new Set<string>()
  for (const { name, layer, inputs } of plan) {
    const isRelu = layer.kind === 'activation' && (layer.function === 'relu' || layer.function === 'relu6')
    const isFollower = isRelu || layer.kind === 'batch-normalization' || layer.kind === 'add'
    if (layer.kind === 'convolution' && layer.groups === 1) {
      for (const input of inputs) rounded.add(input)
      if (!layer.useBias && layer.activation === null) rounded.add(name)
    } else if (isFollower && inputs.every((input) => rounded.has(input))) rounded.add(name)
  }
  return rounded
}

/** Values of one image in work at once: a layer's gradient, the one that it comes from, and a copy in another layout. */
function workingValues({ nodes }: Network): number {
  return 3 * Math.max(...nodes.map(({ shape }) => size(shape)))
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}

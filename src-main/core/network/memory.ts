import { countParameters } from './count.ts'
import type { Network, Node } from './network.ts'
import { planOf } from './plan.ts'

const bytesPerValue = 4

/** What the backend keeps of a layer: nodes of the step's function, kernels and what they prepared (measured). */
const bytesPerLayer = 250_000

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
 * tensor counts once. `slots`: tensors per weight that the optimizer keeps.
 */
export function stepMemory(network: Network, slots: number): StepMemory {
  const { trainable, nonTrainable } = countParameters(network)
  // A step is a function from the old to the new variables: both are there at its end, and the gradients, which wait
  // for their common norm.
  const fixed = 2 * (trainable * (1 + slots) + nonTrainable) + 2 * trainable
  return {
    fixedBytes: fixed * bytesPerValue + network.nodes.length * bytesPerLayer,
    perImageBytes: (heldValues(network) + workingValues(network)) * bytesPerValue,
  }
}

/** Values of one image that are held from the forward to the backward pass. */
function heldValues(network: Network): number {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]))
  const held = new Set<string>()
  let besides = 0
  for (const { name, layer, inputs, isAbsorbed, sameAs } of planOf(network)) {
    if (isAbsorbed || sameAs !== null) continue
    const { shape } = nodes.get(name) as Node
    switch (layer.kind) {
      case 'convolution':
        if (layer.activation !== null) held.add(name)
        inputs.forEach((input) => held.add(input))
        break
      case 'separable-convolution': {
        // The depthwise one's output lies in between.
        const [, , channels = 0] = (nodes.get(inputs[0] ?? '') as Node).shape
        besides += (size(shape) / (shape[2] ?? 1)) * channels
        inputs.forEach((input) => held.add(input))
        break
      }
      case 'depthwise-convolution':
      case 'dense':
      case 'batch-normalization':
      case 'multiply':
        inputs.forEach((input) => held.add(input))
        break
      case 'activation':
        if (layer.function === 'swish') inputs.forEach((input) => held.add(input))
        else held.add(name)
        break
      case 'max-pooling':
        inputs.forEach((input) => held.add(input))
        held.add(name)
        break
      case 'dropout':
        if (layer.rate > 0 && layer.each === 'value') besides += size(shape)
        break
    }
  }
  return [...held].reduce((sum, name) => sum + size((nodes.get(name) as Node).shape), besides)
}

/** Values of one image in work at once: a layer's gradient, the one that it comes from, and a copy in another layout. */
function workingValues({ nodes }: Network): number {
  return 3 * Math.max(...nodes.map(({ shape }) => size(shape)))
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}

import { kerasOrder } from '../../core/network/keras-order.ts'
import type { Layer, Network, Node, Variable } from '../../core/network/network.ts'

/** A layer of a network that has variables. */
export interface WeightedLayer {
  readonly node: Node
  /** Keras's class, `Conv2D`. */
  readonly className: string
  /** As Keras orders them: kernels, bias; gamma, beta, moving mean, moving variance. */
  readonly variables: readonly Variable[]
}

const classes: Partial<Record<Layer['kind'], string>> = {
  convolution: 'Conv2D',
  'depthwise-convolution': 'DepthwiseConv2D',
  'separable-convolution': 'SeparableConv2D',
  dense: 'Dense',
  'batch-normalization': 'BatchNormalization',
  normalization: 'Normalization',
}

/** The layers with variables, in the order of Keras's `model.layers`; the last is the head. */
export function weightedLayers(network: Network): readonly WeightedLayer[] {
  const byNode = new Map<string, Variable[]>()
  for (const variable of [...network.weights, ...network.statistics]) {
    byNode.set(variable.node, [...(byNode.get(variable.node) ?? []), variable])
  }
  return kerasOrder(network).flatMap((node) => {
    const variables = byNode.get(node.name)
    const className = classes[node.layer.kind]
    return variables && className ? [{ node, className, variables }] : []
  })
}

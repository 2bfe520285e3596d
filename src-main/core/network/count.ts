import type { Network, Node, Variable } from './network.ts'

/** Numbers of scalars, as Keras's summary gives them: statistics are the parameters that are not trainable. */
export function countParameters(network: Network): {
  readonly total: number
  readonly trainable: number
  readonly nonTrainable: number
} {
  const trainable = sum(network.weights)
  const nonTrainable = sum(network.statistics)
  return { total: trainable + nonTrainable, trainable, nonTrainable }
}

/** Numbers of weights (scalars) of each block. */
export function countByBlock({ blocks, weights }: Network): ReadonlyMap<string, number> {
  return new Map(blocks.map((name) => [name, sum(weights.filter(({ block }) => block === name))]))
}

/** Multiply-adds of the convolutions and dense layers for one image, as papers count them. */
export function countMultiplyAdds(network: Network): number {
  const kernels = new Map<string, number>()
  for (const { node, role, shape } of network.weights) {
    if (role.endsWith('kernel')) kernels.set(node, (kernels.get(node) ?? 0) + size(shape))
  }
  return network.nodes.reduce((total, node) => total + (kernels.get(node.name) ?? 0) * positions(node), 0)
}

/** How many times a layer's kernels are applied to one image. */
function positions({ shape }: Node): number {
  return shape.length === 3 ? size(shape.slice(0, 2)) : 1
}

function sum(variables: readonly Variable[]): number {
  return variables.reduce((total, { shape }) => total + size(shape), 0)
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}

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

/** Numbers of scalars, statistics too, by the name of the layer; layers without are left out. */
export function countParametersByLayer({ weights, statistics }: Network): ReadonlyMap<string, number> {
  return countByLayer([...weights, ...statistics])
}

/** Multiply-adds of the convolutions and dense layers for one image, as papers count them. */
export function countMultiplyAdds(network: Network): number {
  return [...countMultiplyAddsByLayer(network).values()].reduce((total, count) => total + count, 0)
}

/** The same by the name of the layer; layers without are left out. */
export function countMultiplyAddsByLayer({ nodes, weights }: Network): ReadonlyMap<string, number> {
  const kernels = countByLayer(weights.filter(({ role }) => role.endsWith('kernel')))
  const counts = nodes.map((node) => [node.name, (kernels.get(node.name) ?? 0) * positions(node)] as const)
  return new Map(counts.filter(([, count]) => count > 0))
}

function countByLayer(variables: readonly Variable[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { node, shape } of variables) counts.set(node, (counts.get(node) ?? 0) + size(shape))
  return counts
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

import type { Network, Node } from './network.ts'

/**
 * The layers in the order of Keras's `model.layers`, by which its files number layers and old ones list weights: by the
 * longest way to the output, the farthest first, and among equals as a search from the output, first inputs first,
 * meets them. It differs from the order of building where paths run side by side (NASNet).
 */
export function kerasOrder({ nodes }: Network): readonly Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const met = new Map<string, number>()
  const meet = (name: string): void => {
    if (met.has(name)) return
    met.set(name, met.size)
    byName.get(name)?.inputs.forEach(meet)
  }
  meet(nodes.at(-1)?.name ?? '')

  const depths = new Map<string, number>()
  const depthOf = (name: string): number => depths.get(name) ?? 0
  for (const { name, inputs } of nodes.toReversed()) {
    for (const input of inputs) depths.set(input, Math.max(depthOf(input), depthOf(name) + 1))
  }
  const rank = (name: string): number => met.get(name) ?? met.size
  return nodes.toSorted((a, b) => depthOf(b.name) - depthOf(a.name) || rank(a.name) - rank(b.name))
}

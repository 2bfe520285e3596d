import { splitNumber, snakeCase } from './read/read-keras3-weights.ts'
import type { Network } from '../../core/network/network.ts'
import { fillLayer } from './fill-layer.ts'
import { weightedLayers, type WeightedLayer } from './network-layers.ts'
import type { FileLayer, WeightFile } from './weight-file.ts'

/** Which layer of a file belongs to which of a network. */
export interface Pairing {
  /** By name where the file has all of the network's names; else by order where that fits, or half of the names are missing. */
  readonly by: 'name' | 'order'
  /** In the network's order, all but the head; null where the file has none. */
  readonly base: readonly { readonly layer: WeightedLayer; readonly source: FileLayer | null }[]
  readonly head: { readonly layer: WeightedLayer; readonly source: FileLayer | null }
  /** Layers of the file that belong to no layer of the network. */
  readonly rest: readonly FileLayer[]
}

/**
 * Pairs by name where all of the network's names are in the file, or half of them and the order does not fit; else by
 * order. Keras itself goes by order, so a file may have other names.
 */
export function pairLayers(file: WeightFile, network: Network): Pairing {
  const targets = weightedLayers(network)
  const head = targets.at(-1) as WeightedLayer
  const base = targets.slice(0, -1)
  const sources = file.layers.filter((layer) => !isSelector(layer))
  const named = pairByName(sources, base)
  const found = named.filter(({ source }) => source !== null).length
  if (found === base.length) return complete('name', named, head, sources)
  const ordered = pairByOrder(sources, base)
  const fits = ordered.every(({ layer, source }) => source !== null && 'values' in fillLayer(layer, source))
  return fits || found * 2 < base.length
    ? complete('order', ordered, head, sources)
    : complete('name', named, head, sources)
}

/** The frozen 0/1 kernels by which keras-applications builds ResNeXt's groups; a true grouped convolution has none. */
function isSelector({ name }: FileLayer): boolean {
  return name?.endsWith('_gconv') ?? false
}

function complete(
  by: Pairing['by'],
  base: Pairing['base'],
  head: WeightedLayer,
  sources: readonly FileLayer[],
): Pairing {
  const used = new Set(base.map(({ source }) => source))
  const rest = sources.filter((source) => !used.has(source))
  const source =
    rest.find(({ name }) => name !== null && plain(name) === plain(head.node.name)) ??
    rest.findLast(({ tensors }) => tensors[0]?.shape.length === 2) ??
    null
  return { by, base, head: { layer: head, source }, rest: rest.filter((layer) => layer !== source) }
}

/** `conv1/conv` of Keras 2 is `conv1_conv` of Keras 3. */
const plain = (name: string): string => name.replaceAll('/', '_')

function pairByName(sources: readonly FileLayer[], base: readonly WeightedLayer[]): Pairing['base'] {
  const byName = new Map<string, FileLayer>()
  const container = baseContainer(sources)
  for (const source of sources) {
    const isInBase = source.within.join('/') === container
    if (source.name !== null && (isInBase || !byName.has(plain(source.name)))) byName.set(plain(source.name), source)
  }
  return base.map((layer) => ({ layer, source: byName.get(plain(layer.node.name)) ?? null }))
}

/** The model within the file that has most of the layers. */
export function baseContainer(sources: readonly FileLayer[]): string {
  const sizes = new Map<string, number>()
  for (const { within } of sources) sizes.set(within.join('/'), (sizes.get(within.join('/')) ?? 0) + 1)
  return [...sizes].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

/** The n-th layer of the base, or the n-th of its class where the file counts by class. */
function pairByOrder(sources: readonly FileLayer[], base: readonly WeightedLayer[]): Pairing['base'] {
  const container = baseContainer(sources)
  const own = sources.filter(({ within }) => within.join('/') === container)
  const queues = new Map<string, FileLayer[]>()
  for (const source of own) {
    const key = source.className === null ? '' : splitNumber(source.className).className
    const queue = queues.get(key)
    if (queue) queue.push(source)
    else queues.set(key, [source])
  }
  return base.map((layer) => {
    const queue = queues.get(snakeCase(layer.className)) ?? queues.get('')
    return { layer, source: queue?.shift() ?? null }
  })
}

import type { Layer, Network, Node } from './network.ts'
import { samePadding } from './shapes.ts'

/** One layer as the forward pass runs it. */
export interface Step {
  readonly name: string
  readonly layer: Layer
  readonly inputs: readonly string[]
  /** Places of the layer's variables in the network's lists. */
  readonly weights: readonly number[]
  readonly statistics: readonly number[]
  /** A zero padding that its only user does itself: run only where its output is asked for. */
  readonly isAbsorbed: boolean
  /** An earlier layer that computes the same from the same input, else null. */
  readonly sameAs: string | null
}

const plans = new WeakMap<Network, readonly Step[]>()

/**
 * The network's layers in order, with changes that leave every value as it is: variables are looked up once, a zero
 * padding before a 'valid' convolution is left to that convolution where Keras's 'same' adds the same zeros, and what
 * several layers compute alike (NASNet's many ReLUs of one tensor) is computed once.
 */
export function planOf(network: Network): readonly Step[] {
  const known = plans.get(network)
  if (known) return known
  const plan = makePlan(network)
  plans.set(network, plan)
  return plan
}

function makePlan(network: Network): readonly Step[] {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]))
  const absorbed = new Map<string, Node>()
  for (const node of network.nodes) {
    const padding = node.inputs.length === 1 ? nodes.get(node.inputs[0] ?? '') : undefined
    if (!padding || network.nodes.filter(({ inputs }) => inputs.includes(padding.name)).length > 1) continue
    const unpadded = nodes.get(padding.inputs[0] ?? '')
    if (unpadded && padsLikeSame(unpadded, padding, node)) absorbed.set(node.name, padding)
  }
  const skipped = new Set([...absorbed.values()].map(({ name }) => name))
  const originals = findOriginals(network)
  const original = (name: string): string => originals.get(name) ?? name
  const places = (variables: Network['weights'], name: string): number[] =>
    variables.flatMap((variable, index) => (variable.node === name ? [index] : []))

  return network.nodes.map(({ name, layer, inputs }) => {
    const padding = absorbed.get(name)
    return {
      name,
      layer: padding ? ({ ...layer, padding: 'same' } as Layer) : layer,
      inputs: (padding ? padding.inputs : inputs).map(original),
      weights: places(network.weights, name),
      statistics: places(network.statistics, name),
      isAbsorbed: skipped.has(name),
      sameAs: originals.get(name) ?? null,
    }
  })
}

/** Of every activation and pooling that repeats an earlier one, the name of the first. */
function findOriginals({ nodes }: Network): ReadonlyMap<string, string> {
  const originals = new Map<string, string>()
  const firsts = new Map<string, string>()
  for (const { name, layer, inputs } of nodes) {
    if (layer.kind !== 'activation' && layer.kind !== 'average-pooling' && layer.kind !== 'max-pooling') continue
    const key = JSON.stringify([layer, inputs.map((input) => originals.get(input) ?? input)])
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, name)
    else originals.set(name, first)
  }
  return originals
}

function padsLikeSame({ shape }: Node, { layer: padding }: Node, { layer: user }: Node): boolean {
  if (padding.kind !== 'zero-padding') return false
  if (!('kernelSize' in user)) return false
  if (user.padding !== 'valid') return false
  return ([0, 1] as const).every((axis) => {
    const [before, after] = samePadding(shape[axis] ?? 0, user.kernelSize[axis], user.strides[axis])
    return padding.padding[axis][0] === before && padding.padding[axis][1] === after
  })
}

import { AppError } from '../../contract/wire.ts'
import { suggest } from '../../contract/catalog.ts'
import type { Network, Node, Shape3 } from './network.ts'
import { planOf } from './plan.ts'
import { receptiveFields } from './receptive-field.ts'

/** A layer whose output is a map of the image. */
export interface ExplainableLayer {
  readonly name: string
  readonly kind: Node['layer']['kind']
  /** Of its output for one image. */
  readonly shape: Shape3
}

const convolutions: readonly string[] = ['convolution', 'depthwise-convolution', 'separable-convolution']
const poolings: readonly string[] = ['max-pooling', 'average-pooling']
const joins: readonly string[] = ['activation', 'add', 'concatenate']
const others: readonly string[] = ['batch-normalization', 'multiply']
const kinds = new Set([...convolutions, ...poolings, ...joins, ...others])

/** Layers that are found in every network as the libraries of these names find them. */
const seekers: Readonly<Record<string, readonly string[]>> = {
  'tf-keras-vis': convolutions,
  'keras-vis': [...convolutions, ...poolings],
}

/**
 * The layers that a class-activation method can look at, from input to head: feature maps behind the input's scaling and
 * before the global pooling. Of layers that compute the same (NASNet's ReLUs of one tensor) the first. Empty where the
 * network has no convolution.
 */
export function explainableLayers(network: Network): readonly ExplainableLayer[] {
  if (!network.nodes.some(({ layer }) => convolutions.includes(layer.kind))) return []
  const fields = receptiveFields(network)
  const repeated = new Set(planOf(network).flatMap(({ name, sameAs }) => (sameAs === null ? [] : [name])))
  return network.nodes.flatMap(({ name, layer, shape }) => {
    const isMap = shape.length === 3 && fields.has(name)
    return isMap && kinds.has(layer.kind) && !repeated.has(name)
      ? [{ name, kind: layer.kind, shape: shape as unknown as Shape3 }]
      : []
  })
}

/**
 * The layer of this name. Of no name: the last one before the head that is no pooling, which is the last activation
 * behind a sum or a concatenation in all of our architectures; where its map is a single value, the last activation, sum
 * or concatenation before it with more. `tf-keras-vis` and `keras-vis`: what these libraries take by themselves, the last
 * convolution (before its normalization and activation), and the last convolution or pooling.
 *
 * Throws `invalid-input` where there is no such layer, or none at all.
 */
export function findLayer(network: Network, name: string): ExplainableLayer {
  const layers = explainableLayers(network)
  if (layers.length === 0) {
    throw new AppError('invalid-input', 'This architecture has no convolution, so no layer has a map of the image.', {
      hint: 'Choose a method that needs no layer, such as the gradient.',
    })
  }
  const sought = seekers[name]
  const found =
    name === ''
      ? beforeHead(layers)
      : layers.findLast((layer) => (sought ? sought.includes(layer.kind) : layer.name === name))
  if (found) return found
  const names = layers.map((layer) => layer.name)
  throw new AppError('invalid-input', `The network has no layer with a map of the image called "${name}".`, {
    hint: `${suggest(name, names)} Without a name: "${beforeHead(layers)?.name}".`,
  })
}

function beforeHead(layers: readonly ExplainableLayer[]): ExplainableLayer | undefined {
  const last = layers.findLast(({ kind }) => !poolings.includes(kind))
  if (!last || hasPlaces(last)) return last
  return layers.findLast((layer) => joins.includes(layer.kind) && hasPlaces(layer)) ?? last
}

const hasPlaces = ({ shape: [height, width] }: ExplainableLayer): boolean => height * width > 1

import { AppError } from '../../contract/wire.ts'
import type { Network, Variable } from './network.ts'

/** Shapes of stored variables by their path, `Conv1/kernel`. */
export type StoredShapes = ReadonlyMap<string, readonly number[]>

/** What of a network stored weights fill. */
export interface WeightsFit {
  readonly filled: readonly Variable[]
  /** Those of the layer of the logits where the weights have none for these classes: they begin at random. */
  readonly anew: readonly Variable[]
}

/**
 * Whether stored weights are those of this network: every variable by path and shape, and none over. The layer that gives
 * the logits alone may be another one, or missing. Throws `invalid-input`, naming the layers that do not fit.
 */
export function fitWeights(network: Network, stored: StoredShapes, title: string): WeightsFit {
  const head = network.nodes.at(-1)?.name
  const all = [...network.weights, ...network.statistics]
  const isSame = ({ path, shape }: Variable): boolean => stored.get(path)?.join() === shape.join()
  const ofHead = all.filter(({ node }) => node === head)
  const body = all.filter(({ node }) => node !== head)
  const known = new Set(all.map(({ path }) => path))
  const strange = [...stored.keys()].filter((path) => !known.has(path))
  const wrong = body.filter((variable) => !isSame(variable))
  if (wrong.length > 0 || strange.length > 0) throw refuse(title, { wrong, strange, stored, count: body.length })
  const isHeadKept = ofHead.every(isSame)
  return isHeadKept ? { filled: all, anew: [] } : { filled: body, anew: ofHead }
}

/** How many layers a refusal names. */
const mostNamed = 3

function refuse(
  title: string,
  found: { wrong: readonly Variable[]; strange: readonly string[]; stored: StoredShapes; count: number },
): AppError {
  const { wrong, strange, stored, count } = found
  const other = wrong.find(({ path }) => stored.has(path))
  const layers = [...new Set([...wrong.map(({ node }) => node), ...strange.map(layerOf)])]
  const named = layers.slice(0, mostNamed).map((layer) => `"${layer}"`)
  const more = layers.length > named.length ? ` and ${layers.length - named.length} more layers` : ''
  const detail = other
    ? `"${other.path}" is [${stored.get(other.path)?.join(', ')}], expected [${other.shape.join(', ')}]`
    : wrong.length > 0
      ? `${wrong.length} of ${count} variables are missing`
      : `it has ${strange.length} variables that the network lacks`
  return new AppError(
    'invalid-input',
    `"${title}" does not fit this network in ${named.join(', ')}${more}: ${detail}.`,
    {
      hint: 'Choose the architecture that these weights are for, or other weights.',
    },
  )
}

const layerOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

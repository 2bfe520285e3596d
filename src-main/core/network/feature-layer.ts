import { AppError } from '../../contract/wire.ts'
import type { Network, Node } from './network.ts'

/** The layer whose values the last dense layer is given: an image's features. */
export interface FeatureLayer {
  readonly name: string
  /** How many values an image has there. */
  readonly size: number
}

/** Throws `invalid-input` without a dense layer. */
export function featureLayer(network: Network): FeatureLayer {
  const layer = givenTo(
    network,
    network.nodes.findLast((node) => node.layer.kind === 'dense'),
  )
  if (layer) return { name: layer.name, size: layer.shape.reduce((product, length) => product * length, 1) }
  throw new AppError(
    'invalid-input',
    'This architecture has no dense layer, so its images have no features to compare.',
    {
      hint: 'Choose a run of another architecture.',
    },
  )
}

/** The layer that gives a layer its input. Dropout lets everything through in inference, so what it is given stands for it. */
export function givenTo({ nodes }: Network, layer: Node | undefined): Node | undefined {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const before = (node: Node | undefined): Node | undefined => byName.get(node?.inputs[0] ?? '')
  let given = before(layer)
  while (given?.layer.kind === 'dropout') given = before(given)
  return given
}

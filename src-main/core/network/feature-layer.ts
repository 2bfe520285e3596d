import { AppError } from '../../contract/wire.ts'
import type { Network } from './network.ts'

/** The layer whose values the last dense layer is given: an image's features. */
export interface FeatureLayer {
  readonly name: string
  /** How many values an image has there. */
  readonly size: number
}

/** Dropout lets everything through in inference, so what it is given stands for it. Throws `invalid-input` without a dense layer. */
export function featureLayer({ nodes }: Network): FeatureLayer {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const before = (name: string | undefined) => byName.get(byName.get(name ?? '')?.inputs[0] ?? '')
  let layer = before(nodes.findLast((node) => node.layer.kind === 'dense')?.name)
  while (layer?.layer.kind === 'dropout') layer = before(layer.name)
  if (layer) return { name: layer.name, size: layer.shape.reduce((product, length) => product * length, 1) }
  throw new AppError(
    'invalid-input',
    'This architecture has no dense layer, so its images have no features to compare.',
    {
      hint: 'Choose a run of another architecture.',
    },
  )
}

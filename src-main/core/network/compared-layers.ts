import { givenTo } from './feature-layer.ts'
import type { Network } from './network.ts'

/** A layer whose outputs tell how a network sees its images. */
export interface ComparedLayer {
  readonly name: string
  /** Output of one image: [height, width, channels] or [features]. */
  readonly shape: readonly number[]
}

/**
 * From input to logits: the pixels, what each block ends with, what the layer of the logits is given, and the logits.
 * `network` is one for inference (`foldBatchNormalization`): a normalization that is folded away goes by the name of its
 * convolution.
 */
export function comparedLayers(network: Network): ComparedLayer[] {
  const { nodes, blocks } = network
  const logits = nodes.at(-1)
  const ends = blocks.map((block) => nodes.findLast((node) => node.block === block))
  const chosen = new Set([nodes[0], ...ends, givenTo(network, logits), logits])
  return nodes.filter((node) => chosen.has(node)).map(({ name, shape }) => ({ name, shape }))
}

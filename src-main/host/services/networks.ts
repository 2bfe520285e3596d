import { AppError, type MethodChoice } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import type { Network, Shape3 } from '../../core/network/network.ts'

/** The network that a run will train. Throws `invalid-input` where the architecture cannot take such images. */
export function trainableNetworkOf(
  architecture: MethodChoice,
  images: { readonly shape: Shape3; readonly classes: readonly unknown[] },
): Network {
  const network = networkOf(architecture, images)
  const empty = network.nodes.find(({ shape }) => shape.some((length) => length < 1))
  if (!empty) return network
  const [height, width] = images.shape
  const { title } = findMethod('architectures', architecture).method
  const message = `${title} cannot take images of ${height} × ${width} pixels: nothing is left of them in layer "${empty.name}".`
  throw new AppError('invalid-input', message, { hint: 'Choose larger images or an architecture with fewer stages.' })
}

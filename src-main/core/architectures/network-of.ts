import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { Network, Shape3 } from '../network/network.ts'

/**
 * The network that an architecture makes for images of this shape and these classes, or so many. Throws
 * `invalid-input`.
 */
export function networkOf(
  architecture: MethodChoice,
  { shape, classes }: { readonly shape: Shape3; readonly classes: readonly unknown[] | number },
): Network {
  const { method, values } = findMethod('architectures', architecture)
  return method.build(values, { inputShape: shape, classes: typeof classes === 'number' ? classes : classes.length })
}

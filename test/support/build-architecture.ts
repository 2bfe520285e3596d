import { resolveParams } from '../../src-main/contract/catalog.ts'
import type { ParamValue } from '../../src-main/contract/method.ts'
import type { Architecture } from '../../src-main/core/methods.ts'
import type { Network } from '../../src-main/core/network/network.ts'

/** An architecture for square colour images, with its defaults where nothing else is given. */
export function buildArchitecture(
  architecture: Architecture,
  size: number,
  classes: number,
  given: Record<string, ParamValue> = {},
): Network {
  return architecture.build(resolveParams(architecture, given), { inputShape: [size, size, 3], classes })
}

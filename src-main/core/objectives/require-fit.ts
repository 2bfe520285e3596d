import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import type { Network } from '../network/network.ts'

/** Throws `invalid-input` where an objective cannot train this network. */
export function requireObjectiveFits(objective: MethodChoice, network: Network): void {
  const { method, values } = findMethod('objectives', objective)
  method.requires?.(values, network)
}

import type { MethodChoice } from '../../../contract/method.ts'
import type { Network, Variable } from '../../../core/network/network.ts'

/** A base model as it is written for other programs: its network and a value for every variable. */
export interface ExportedModel {
  readonly network: Network
  readonly architecture: MethodChoice
  /** By variable path. */
  readonly values: ReadonlyMap<string, Float32Array>
  /** Names, in the order of the logits. */
  readonly classes: readonly string[]
}

export function valueOf({ values }: ExportedModel, { path }: Variable): Float32Array {
  const value = values.get(path)
  if (!value) throw new Error(`"${path}" has no value to export.`)
  return value
}

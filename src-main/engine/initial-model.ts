import { fault } from '../contract/faults/index.ts'
import type { RunConfig } from '../contract/run-config.ts'
import { fitWeights } from '../core/network/fit-weights.ts'
import { initialize } from '../core/network/initialize.ts'
import type { Network, Variable } from '../core/network/network.ts'
import type { ModelState } from '../core/training/state.ts'
import type { InitialWeights } from './initial-weights.ts'
import { readSafetensors } from './safetensors.ts'

/** What a new run begins with, and a sentence about it where it does not begin at random. */
export interface InitialModel {
  readonly state: ModelState
  readonly told: string | null
}

/** Throws `invalid-input` where the weights are gone, damaged, or of another network. */
export function createInitialModel(
  network: Network,
  { seed }: Pick<RunConfig, 'seed'>,
  weights: InitialWeights | null,
): InitialModel {
  const random = initialize(network, seed)
  if (weights === null) return { state: random, told: null }
  const { title, path } = weights
  const file = readSafetensors(path, 'weights', (reason, cause) =>
    fault('weights-unreadable', { path, reason, title }, cause),
  )
  const { filled, anew } = fitWeights(network, file.shapes, title)
  const isFilled = new Set(filled)
  const fill = (variables: readonly Variable[], values: ModelState['weights']): ModelState['weights'] =>
    variables.map((variable, i) => (isFilled.has(variable) ? file.values(variable.path) : (values[i] as Float32Array)))
  const head = anew.length === 0 ? '' : `; "${anew[0]?.node}" is new`
  return {
    state: { weights: fill(network.weights, random.weights), statistics: fill(network.statistics, random.statistics) },
    told: `From "${title}": ${filled.length} of ${filled.length + anew.length} variables${head}.`,
  }
}

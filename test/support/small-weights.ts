import { join } from 'node:path'
import { smallCnn } from '../../src-main/core/architectures/small-cnn.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import { writeWeights } from '../../src-main/host/weights/write-weights.ts'
import { buildArchitecture } from './build-architecture.ts'

/** A thin network of one stage. */
export const smallNetwork = (classes: number, width = 4): Network =>
  buildArchitecture(smallCnn, 16, classes, { width, depth: 1 })

/** Its variables, drawn from a seed that no run of a test has. */
export function valuesOf(network: Network): Map<string, Float32Array> {
  const { weights, statistics } = initialize(network, 4711)
  return new Map([
    ...network.weights.map(({ path }, i) => [path, weights[i] as Float32Array] as const),
    ...network.statistics.map(({ path }, i) => [path, statistics[i] as Float32Array] as const),
  ])
}

/** A weight file of that network, with a head for so many classes. */
export function writeSmallWeights(folder: string, classes: number, name = 'small.safetensors'): string {
  const path = join(folder, name)
  const network = smallNetwork(classes)
  writeWeights(path, network, valuesOf(network))
  return path
}

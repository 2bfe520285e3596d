import { join } from 'node:path'
import type { RunConfig } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { stepMemory } from '../../core/network/memory.ts'
import type { Network } from '../../core/network/network.ts'
import { roomForRuns, type RoomForRuns } from '../../engine/abilities.ts'
import type { HostContext } from '../context.ts'
import { warning, type Finding } from './findings.ts'

/** What an engine takes beside its steps: Node and TensorFlow, on a processor. */
export const engineBytes = 430e6

/** Says which batch would fit the device of a run where its own does not. */
export function memoryFindings(
  { programFolder }: Pick<HostContext, 'programFolder'>,
  config: Pick<RunConfig, 'batchSize' | 'optimizer' | 'backend'>,
  network: Network,
): Finding[] {
  return checkMemory(config, network, roomForRuns(join(programFolder, 'out', 'native'), config.backend))
}

/** The same for a device with so much room. */
export function checkMemory(
  { batchSize, optimizer }: Pick<RunConfig, 'batchSize' | 'optimizer'>,
  network: Network,
  { device, freeBytes }: RoomForRuns,
): Finding[] {
  const { method, values } = findMethod('optimizers', optimizer)
  const { fixedBytes, perImageBytes } = stepMemory(network, method.slots(values).length)
  const needed = engineBytes + fixedBytes + batchSize * perImageBytes
  if (needed <= freeBytes) return []
  const free = device === 'card' ? `the card has ${gigabytes(freeBytes)}` : `${gigabytes(freeBytes)} are free`
  const most = Math.floor((freeBytes - engineBytes - fixedBytes) / perImageBytes)
  const tell = (outcome: string): string =>
    `A batch of ${batchSize} images needs about ${gigabytes(needed)}, and ${free}: ${outcome}.`
  if (most < 1) {
    return [
      warning(tell('not even one image fits'), 'architecture', {
        hint: 'Use a smaller architecture, smaller images, or free some memory.',
      }),
    ]
  }
  const value = roundBatch(most)
  return [
    warning(tell(`a batch of ${value} fits`), 'batchSize', {
      fix: { label: `Set batch to ${value}`, path: 'batchSize', value },
    }),
  ]
}

/** Of up to `most`: a power of two, as batches usually are. */
const roundBatch = (most: number): number => 2 ** Math.floor(Math.log2(most))

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

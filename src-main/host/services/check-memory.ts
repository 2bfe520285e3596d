import { join } from 'node:path'
import type { RunConfig } from '../../contract/index.ts'
import { engineBytes } from '../../core/network/memory.ts'
import type { Network } from '../../core/network/network.ts'
import { keptImageBytes, runMemory } from '../../core/training/run-memory.ts'
import { roomForRuns, type RoomForRuns } from '../../engine/abilities.ts'
import type { HostContext } from '../context.ts'
import { warning, type Finding } from './findings.ts'

type Images = Parameters<typeof keptImageBytes>[1]

/** Says which batch would fit the device of a run where its own does not. */
export function memoryFindings(
  { programFolder }: Pick<HostContext, 'programFolder'>,
  config: RunConfig,
  network: Network,
  images: Images,
): Finding[] {
  return checkMemory(config, network, images, roomForRuns(join(programFolder, 'out', 'native'), config.backend))
}

/** The same for a device with so much room. */
export function checkMemory(
  config: RunConfig,
  network: Network,
  images: Images,
  { device, freeBytes }: RoomForRuns,
): Finding[] {
  const isCard = device === 'card'
  // Not every driver tells how much a card has.
  if (isCard && freeBytes === 0) return []
  // No batch is larger than the set.
  const batchSize = Math.min(config.batchSize, images.counts.train)
  const { fixedBytes, perImageBytes } = runMemory(config, network)
  const besides = engineBytes + fixedBytes + keptImageBytes(config, images, isCard ? freeBytes : null)
  const needed = besides + batchSize * perImageBytes
  if (needed <= freeBytes) return []
  const free = isCard ? `the card has ${gigabytes(freeBytes)}` : `${gigabytes(freeBytes)} are free`
  const most = Math.floor((freeBytes - besides) / perImageBytes)
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

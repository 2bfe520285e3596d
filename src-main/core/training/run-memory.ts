import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import { imageSizeOf } from '../datasets/image-set.ts'
import { stepMemory, type StepMemory } from '../network/memory.ts'
import type { Network, Shape3 } from '../network/network.ts'
import { canStayOnDevice, residentShare } from './kept-images.ts'
import { panelBytes } from './panels.ts'
import { createTrainedBlocks } from './trained-blocks.ts'

/**
 * Memory of the steps of a run where its freezing trains the most. Throws `invalid-input` where the network lacks a
 * block that the policy names.
 */
export function runMemory(
  config: Pick<RunConfig, 'objective' | 'optimizer' | 'freezing' | 'precision'>,
  network: Network,
): StepMemory {
  const objective = findMethod('objectives', config.objective)
  const optimizer = findMethod('optimizers', config.optimizer)
  const { heldPasses, perWeight, reachesImages } = objective.method.cost(objective.values)
  return stepMemory(network, {
    slots: optimizer.method.slots(optimizer.values).length,
    ...{ heldPasses, perWeight, reachesImages },
    trainedBlocks: Object.keys(createTrainedBlocks(config, network, 1).widest.since),
    precision: config.precision,
  })
}

/**
 * Bytes of the images that stay on the device beside the steps of a run: the monitor's panels, on a card the training
 * images too where they fit. `cardBytes`: all of its memory, null on the processor.
 */
export function keptImageBytes(
  { augmentations, monitor }: Pick<RunConfig, 'augmentations' | 'monitor'>,
  {
    shape,
    counts,
  }: { readonly shape: Shape3; readonly counts: { readonly train: number; readonly validation: number } },
  cardBytes: number | null,
): number {
  const panels =
    panelBytes({ shape, count: counts.train }, monitor.trainImages) +
    panelBytes({ shape, count: counts.validation }, monitor.validationImages)
  const isResident = canStayOnDevice(
    { shape, count: counts.train },
    { isPlain: augmentations.length === 0 },
    { residentBytes: (cardBytes ?? 0) * residentShare },
  )
  return panels + (isResident ? counts.train * imageSizeOf({ shape }) : 0)
}

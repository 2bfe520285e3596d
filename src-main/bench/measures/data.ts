import { join } from 'node:path'
import { generateDataset } from '../../host/datasets/generate-dataset.ts'
import { importDataset } from '../../host/datasets/import-dataset.ts'
import type { MeasureRequest } from '../request.ts'
import { trainInEngine } from './engine-run.ts'
import { inWorkspace } from './in-workspace.ts'
import { configOf } from './setting.ts'

const augmentations = [
  ...['random-flip', 'random-crop', 'color-jitter', 'gaussian-noise', 'poisson-noise', 'salt-and-pepper'],
].map((id) => ({ id, params: {} }))

/** Decoding of JPEGs into a cache, until that is synced. */
export function measureImport({ source, size }: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace(async (workspace) => {
    const { seconds, count } = await timedImport(source, workspace, size)
    return { imagesPerSecond: count / seconds }
  })
}

/**
 * A whole epoch with the six augmentations in a real engine: batch worker, training loop, progress. It is the second of
 * its run, as compiling belongs to the first. `fromJpegs` counts the import as well, which later epochs do not need.
 */
export function measureEpoch(request: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace(async (workspace) => {
    const imported = await timedImport(request.images, workspace, request.size)
    const config = { ...configOf(request), epochs: 2, augmentations }
    const { points } = await trainInEngine(config, imported.folder, join(workspace, 'run'))
    const lastOf = (name: string): number => points.findLast((point) => point.name === name)?.value ?? Number.NaN
    const imagesPerSecond = lastOf('images-per-second')
    return {
      imagesPerSecond,
      fromJpegs: 1 / (1 / imagesPerSecond + imported.seconds / imported.count),
      waitingPercent: lastOf('data-wait-share') * 100,
    }
  })
}

/** From the start of an engine process to the end of its first training step; weights are made on the way. */
export function measureStart(request: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace(async (workspace) => {
    const params = { size: request.size, train: 2 * request.batch, validation: 16 }
    const { folder } = await generateDataset({ id: 'shapes', params, workspace })
    const config = { ...configOf(request), epochs: 1 }
    const { firstStepSeconds } = await trainInEngine(config, folder, join(workspace, 'run'))
    return { firstStepSeconds }
  })
}

async function timedImport(path: string, workspace: string, imageSize: number) {
  const start = performance.now()
  const { folder, counts } = await importDataset({ path, workspace, imageSize })
  return { folder, count: counts.train + counts.validation, seconds: (performance.now() - start) / 1000 }
}

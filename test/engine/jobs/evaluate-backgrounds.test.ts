import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Prediction } from '../../../src-main/contract/evaluations.ts'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { runEvaluateJob } from '../../../src-main/engine/jobs/evaluate-job.ts'
import { keepEvaluatedModels } from '../../../src-main/engine/jobs/evaluated-models.ts'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { seeImage } from '../../../src-main/engine/jobs/see-image.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
import { writeInitialCheckpoint } from '../../support/initial-checkpoint.ts'
import { probeContext, smallConfig } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeTinyImagenet } from '../../support/tiny-imagenet-source.ts'

async function evaluated(condition: string, images: number) {
  const folder = temporaryFolder()
  const source = await writeTinyImagenet(temporaryFolder())
  const { folder: datasetFolder } = await importDataset({ path: source, workspace: folder })
  const config = smallConfig({ dataset: { id: 'tiny-imagenet' } })
  const context = await probeContext()
  const data = openDatasetCache(datasetFolder)
  const { path } = writeInitialCheckpoint(join(folder, 'checkpoints'), networkOf(config.architecture, data), 5)
  const question = {
    ...{ id: '1', config, datasetFolder, checkpoint: path, images },
    ...{ split: 'validation' as const, condition: parseMethod(condition), corrupted: null },
  }
  const models = keepEvaluatedModels(context.backend.step)
  const result = await runEvaluateJob(
    { kind: 'evaluate', surrogate: null, begun: null, temperature: null, ...question },
    { ...context, runtime: context.backend.step },
    models,
  )
  models.forget()
  const rows = context.events.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))
  const see = (stored: Prediction) => seeImage({ kind: 'see-image', ...question, stored }, context)
  return { rows, result, see, data: data.validation }
}

/** The last of every four has no box. */
const boxed = [0, 1, 2, 4, 5, 6, 8, 9, 10]

describe('an evaluation before other backgrounds', () => {
  it.each(['background-swap', 'background-gray:level=0', 'background-swap:from=same,feather=3'])(
    '%s: sees all images that have a box, and each can be seen again',
    async (condition) => {
      const { rows, result, see } = await evaluated(condition, 9)
      expect(result).toMatchObject({ outcome: 'done', step: 9 })
      expect(rows.map(({ image }) => image)).toEqual(boxed)
      for (const stored of rows.slice(0, 3)) {
        const { seenPrediction, clean, seen, perturbation } = await see(stored)
        expect(seenPrediction.margin).toBeCloseTo(stored.margin, 4)
        // The object, in the upper left quarter, stays; a feather fades it at the edges that lie within the image.
        const [before, after] = [bytesToFloats(clean), bytesToFloats(seen)]
        for (let y = 0; y < 5; y++) {
          const row = y * 16 * 3
          expect(after.subarray(row, row + 15)).toEqual(before.subarray(row, row + 15))
        }
        expect(perturbation.changed).toBeGreaterThan(0.5)
      }
    },
  )
})

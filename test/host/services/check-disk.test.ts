import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/index.ts'
import { checkDisk } from '../../../src-main/host/services/check-disk.ts'
import { trainableNetworkOf } from '../../../src-main/host/services/networks.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { shapesDataset } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const config = RunConfig.parse({ dataset: { id: 'shapes' } })
const network = trainableNetworkOf({ id: 'small-cnn', params: {} }, shapesDataset)

/** A trillion weights: with SGD's velocity four files of 8 TB. */
const huge = {
  ...network,
  weights: network.weights.slice(0, 1).map((weight) => ({ ...weight, shape: [1e12] })),
  statistics: [],
}

describe('checkDisk', () => {
  it('lets pass what fits, and refuses more checkpoints than the disk can hold, with both sizes', async () => {
    const context = { workspace: workspaceAt(temporaryFolder()) }
    await checkDisk(context, [{ config, network }])
    await expect(checkDisk(context, [{ config, network: huge }])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^The checkpoints need up to 32000\.0 GB, but [\d.]+ GB are free in /),
    })
  })

  it.each([
    ['the resume point alone', { checkpoints: { bestClean: false } }, 2],
    ['what is restored at the end', { checkpoints: { bestClean: false }, earlyStopping: {} }, 4],
    ['the best robust epoch', { monitor: { attack: 'fgsm' } }, 6],
    ['every third of ten epochs', { epochs: 10, checkpoints: { everyEpochs: 3 } }, 7],
  ])('counts %s', async (_, settings, files) => {
    const context = { workspace: workspaceAt(temporaryFolder()) }
    const kept = RunConfig.parse({ dataset: { id: 'shapes' }, ...settings })
    await expect(checkDisk(context, [{ config: kept, network: huge }])).rejects.toMatchObject({
      message: expect.stringContaining(`need up to ${files * 8000}.0 GB`),
    })
  })
})

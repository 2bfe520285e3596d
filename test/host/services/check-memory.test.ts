import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/index.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { engineBytes } from '../../../src-main/core/network/memory.ts'
import { runMemory } from '../../../src-main/core/training/run-memory.ts'
import { checkMemory } from '../../../src-main/host/services/check-memory.ts'

const config = RunConfig.parse({
  ...{ dataset: { id: 'shapes' }, architecture: 'mobilenet-v2', batchSize: 1024 },
  monitor: { trainImages: 0 },
})
const network = networkOf(config.architecture, { shape: [64, 64, 3], classes: 20 })
const manyImages = { shape: [64, 64, 3], counts: { train: 1_000_000, validation: 0 } } as const

const found = (
  change: Partial<RunConfig>,
  freeBytes: number,
  device: 'card' | 'processor' = 'processor',
  images: Parameters<typeof checkMemory>[2] = manyImages,
) =>
  checkMemory({ ...config, ...change }, network, images, { device, freeBytes }).map((finding) => ({
    ...{ fix: finding.fix, path: finding.path, severity: finding.severity },
    message: finding.tell('').message,
  }))

describe('checkMemory', () => {
  it('says nothing of a batch that fits', () => {
    expect(found({ batchSize: 32 }, 1e9)).toEqual([])
  })

  it('says which batch would fit, and sets it', () => {
    expect(found({}, 2.1e9)).toEqual([
      {
        severity: 'warning',
        path: 'batchSize',
        message: 'A batch of 1024 images needs about 6.3 GB, and 2.1 GB are free: a batch of 256 fits.',
        fix: { label: 'Set batch to 256', path: 'batchSize', value: 256 },
      },
    ])
    expect(found({ batchSize: 256 }, 2.1e9)).toEqual([])
    expect(found({}, 4e9, 'card')[0]?.message).toContain('and the card has 4.0 GB: a batch of 512 fits.')
  })

  it('counts no more images than there are', () => {
    const few = { shape: [64, 64, 3], counts: { train: 40, validation: 0 } } as const
    expect(found({ batchSize: 65_536 }, 2.1e9, 'processor', few)).toEqual([])
  })

  it('says so where not even one image fits', () => {
    expect(found({ batchSize: 1 }, 5e8)).toMatchObject([
      { path: 'architecture', fix: null, message: expect.stringContaining('not even one image fits') },
    ])
  })

  it('says nothing of a card whose driver does not tell how much it has', () => {
    expect(found({}, 0, 'card')).toEqual([])
  })

  it('knows what a run trains, and against what: the second gradients of adversarial regularization', () => {
    const { fixedBytes, perImageBytes } = runMemory(config, network)
    const enough = engineBytes + fixedBytes + config.batchSize * perImageBytes
    expect(found({}, enough)).toEqual([])
    const objective = { id: 'adversarial-regularization', params: {} }
    expect(found({ objective }, enough)).toHaveLength(1)
    const adversarial = runMemory({ ...config, objective }, network)
    expect(adversarial.fixedBytes - fixedBytes).toBe(4 * countParameters(network).trainable)
    const freezing = { id: 'head-only', params: {} }
    expect(found({ freezing }, enough / 2)).toEqual([])
  })

  it("counts the images that stay beside the steps: the panels, and a card's training images", () => {
    const { fixedBytes, perImageBytes } = runMemory(config, network)
    const enough = engineBytes + fixedBytes + config.batchSize * perImageBytes
    const images = { shape: [64, 64, 3], counts: { train: 10_000, validation: 1_000 } } as const
    expect(found({}, enough, 'processor', images)).toHaveLength(1)
    const withPanels = enough + 64 * 64 * 3 * 3_000
    expect(found({}, withPanels, 'processor', images)).toEqual([])
    expect(found({}, withPanels, 'card', images)).toHaveLength(1)
    const withAll = withPanels + 64 * 64 * 3 * 10_000
    expect(found({}, withAll, 'card', images)).toEqual([])
  })
})

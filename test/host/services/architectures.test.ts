import { describe, expect, it } from 'vitest'
import { startHost } from '../../support/test-host.ts'

describe('architectures.summarize', () => {
  it('builds the network for the images of the dataset, before any is made', async () => {
    const { client } = await startHost()
    const summary = await client.architectures.summarize({
      architecture: 'mobilenet-v2:alpha=0.5',
      dataset: { id: 'shapes', params: { size: 48, classes: 5 } },
    })
    expect(summary).toMatchObject({ inputShape: [48, 48, 3], classes: 5, parameters: { total: 712_629 } })
    expect(summary.blocks.map(({ name }) => name)).toContain('block_16')
    expect(summary.layers.at(-1)).toMatchObject({ name: 'predictions', shape: [5], block: 'head' })
  })

  it('counts what the optimizer keeps into the memory', async () => {
    const { client } = await startHost()
    const [plain, momentum, adam] = await Promise.all(
      ['sgd:momentum=0', 'sgd', 'adam'].map((optimizer) =>
        client.architectures.summarize({ architecture: 'mobilenet-v2', dataset: { id: 'shapes' }, optimizer }),
      ),
    )
    const { trainable } = momentum?.parameters ?? { trainable: 0 }
    const fixed = [plain, momentum, adam].map((summary) => summary?.memory.fixedBytes ?? 0)
    // A slot is there before and after a step, four bytes a weight.
    expect((fixed[1] ?? 0) - (fixed[0] ?? 0)).toBe(2 * 4 * trainable)
    expect((fixed[2] ?? 0) - (fixed[1] ?? 0)).toBe(2 * 4 * trainable)
  })

  it.each([
    ['resnet', { id: 'tiny-imagenet' }, 'No dataset of the kind "tiny-imagenet" is imported.'],
    ['resnet:variant=51', { id: 'shapes' }, '"variant" of "resnet" must be one of 50, 101, 152'],
    ['renset', { id: 'shapes' }, 'There is no architecture called "renset".'],
    ['small-cnn:depth=6', { id: 'shapes', params: { size: 32 } }, 'does not fit its input'],
  ])('refuses %s on %j as a launch does', async (architecture, dataset, message) => {
    const { client } = await startHost()
    await expect(client.architectures.summarize({ architecture, dataset })).rejects.toThrow(message)
  })
})

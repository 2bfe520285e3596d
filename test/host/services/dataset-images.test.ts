import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract, createClient, type Dataset } from '../../../src-main/contract/index.ts'
import type { Host } from '../../../src-main/host/create-host.ts'
import { connectToHost } from '../../../src-main/host/socket-transport.ts'
import { picture, png, writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost } from '../../support/test-host.ts'

/** Two classes of 8×8 pictures; the picture of class 1 and number i is drawn from the seed 100 + i. */
async function importAnimals(perClass = 10): Promise<{ host: Host; dataset: Dataset; folder: string }> {
  const source = join(temporaryFolder(), 'animals')
  for (let i = 0; i < perClass; i++) {
    writeFiles(source, { [`cat/${i}.png`]: await png(i), [`dog/${i}.png`]: await png(100 + i) })
  }
  const workspace = temporaryFolder()
  const host = await startHost(workspace)
  const dataset = await host.client.datasets.import({ path: source })
  return { host, dataset, folder: join(workspace, 'datasets', dataset.fingerprint) }
}

describe('images of a dataset', () => {
  it('come in the order that was asked for, with class and path, over a socket too', async () => {
    const { host, dataset } = await importAnimals()
    const transport = await connectToHost(host.address)
    const { total, images } = await host.client.datasets.browse({ id: dataset.id, split: 'train', class: 1 })
    expect(total).toBe(8)
    const asked = [...images.toReversed(), images[0] ?? 0, 0]
    for (const client of [host.client, createClient(contract, transport)]) {
      const found = await client.datasets.images({ id: dataset.id, split: 'train', images: asked })
      expect(found.shape).toEqual([8, 8, 3])
      expect(found.labels).toEqual([...images.map(() => 1), 1, 0])
      expect(found.boxes).toEqual(asked.map(() => null))
      for (const [i, name] of found.names.entries()) {
        const [animal, number] = name.replace('.png', '').split('/')
        const seed = (animal === 'dog' ? 100 : 0) + Number(number)
        const own = found.pixels.subarray(i * 192, (i + 1) * 192)
        expect(Buffer.from(own)).toEqual(await picture(seed).raw().toBuffer())
      }
    }
    transport.close()
  })

  it('are listed page by page, of one class or all', async () => {
    const { host, dataset } = await importAnimals()
    const { browse, histogram } = host.client.datasets
    const of = (query: object) => browse({ id: dataset.id, split: 'train', ...query })
    expect(await of({ offset: 14, limit: 10 })).toEqual({ total: 16, images: [14, 15] })
    expect(await of({ offset: 99 })).toEqual({ total: 16, images: [] })
    const cats = await of({ class: 0 })
    expect(await of({ class: 0, offset: 6, limit: 5 })).toEqual({ total: 8, images: cats.images.slice(6) })
    expect(await of({ class: 7 })).toEqual({ total: 0, images: [] })
    expect(await histogram({ id: dataset.id })).toEqual({ train: [8, 8], validation: [2, 2] })
  })

  it('are refused where there are none, or too many for one answer', async () => {
    const { host, dataset } = await importAnimals()
    const images = (query: object) =>
      host.client.datasets.images({ id: dataset.id, split: 'validation', images: [0], ...query })
    await expect(images({ images: [0, 4] })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The validation images of "animals" are numbered [0, 3]: got 4.',
    })
    await expect(images({ images: [-1] })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(images({ id: 'nothing' })).rejects.toMatchObject({ code: 'not-found' })
    const source = writeFiles(temporaryFolder(), {
      'a/1.png': await png(1),
      'a/2.png': await png(2),
      'b/1.png': await png(3),
      'b/2.png': await png(4),
    })
    const large = await host.client.datasets.import({ path: source, imageSize: 1024 })
    const asked = { id: large.id, split: 'validation' as const, images: [0, 0, 0, 0, 0, 0] }
    await expect(host.client.datasets.images(asked)).rejects.toMatchObject({
      message: 'Of 1024×1024×3 pixels each, 6 images are too many for one answer.',
      hint: 'Ask for 5 at a time.',
    })
    expect((await host.client.datasets.images({ ...asked, images: [0, 1] })).pixels).toHaveLength(2 * 1024 * 1024 * 3)
  })

  it('say in one sentence that a file vanished, was cut off or damaged', async () => {
    const { host, dataset, folder } = await importAnimals()
    const { images, browse, report } = host.client.datasets
    const ask = () => images({ id: dataset.id, split: 'train', images: [15] })
    const names = join(folder, 'train.names.json')
    const whole = readFileSync(names)
    const rejects = (why: string) =>
      expect(ask()).rejects.toMatchObject({
        code: 'not-found',
        message: `The decoded images of "animals" cannot be read: ${why}.`,
        hint: expect.stringContaining('import the dataset again'),
      })
    writeFileSync(names, whole.subarray(0, 20))
    await rejects('train.names.json is damaged')
    rmSync(names)
    await rejects('train.names.json is missing')
    writeFileSync(names, whole)
    await ask()
    truncateSync(join(folder, 'train.images.u8'), 192)
    await rejects('train.images.u8 has 192 bytes, expected 3072')
    rmSync(join(folder, 'train.images.u8'))
    await rejects('train.images.u8 is missing')
    truncateSync(join(folder, 'validation.labels.i32'), 7)
    await expect(browse({ id: dataset.id, split: 'validation', class: 1 })).rejects.toThrow('has 7 bytes, expected 16')
    rmSync(folder, { recursive: true })
    await expect(report({ id: dataset.id })).rejects.toMatchObject({ hint: 'Import the dataset again.' })
    const again = await host.client.datasets.import({ path: dataset.source ?? '' })
    expect(again.id).toBe(dataset.id)
    await ask()
  })
})

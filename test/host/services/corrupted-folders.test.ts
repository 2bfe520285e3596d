import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { launch, startHost, untilEvaluated } from '../../support/test-host.ts'
import { wnids, writeTinyImagenet } from '../../support/tiny-imagenet-source.ts'
import { writeCorrupted } from '../../support/write-corrupted.ts'

/** Tiny ImageNet's layout with twelve validation images of 16 px, four of each of three classes. */
async function startWithDataset(): Promise<{ host: Host; id: string }> {
  const host = await startHost(temporaryFolder())
  const { id } = await host.client.datasets.import({ path: await writeTinyImagenet(temporaryFolder()) })
  return { host, id }
}

/** Three files of each class, none of which is called as a validation image. */
const others = wnids.flatMap((wnid) => ['test_2.JPEG', 'test_10.JPEG', 'test_1.JPEG'].map((file) => `${wnid}/${file}`))

describe('a folder of corrupted images', () => {
  it('stands for the images of its classes, is told with the dataset, and is forgotten again', async () => {
    const { host, id } = await startWithDataset()
    const path = await writeCorrupted(temporaryFolder(), ['fog', 'snow'], others)
    const { corrupted } = await host.client.datasets.attachCorrupted({ id, path })
    expect(corrupted).toEqual({ path, matching: 'by-class', corruptions: ['snow', 'fog'], matched: 9, left: 0 })
    expect((await host.client.datasets.list({}))[0]?.corrupted).toEqual(corrupted)
    // Imported again, the dataset keeps it.
    const again = await host.client.datasets.import({ path: (await host.client.datasets.list({}))[0]?.source ?? '' })
    expect(again.corrupted).toEqual(corrupted)
    expect((await host.client.datasets.detachCorrupted({ id })).corrupted).toBeUndefined()
  })

  it('is found below the folder that was unpacked, and pairs images by their names where these agree', async () => {
    const { host, id } = await startWithDataset()
    const folder = temporaryFolder()
    await writeCorrupted(
      folder,
      ['fog'],
      [`${wnids[0]}/val_1.JPEG`, `${wnids[1]}/val_4.JPEG`, `${wnids[1]}/val_0.JPEG`],
    )
    const { corrupted } = await host.client.datasets.attachCorrupted({ id, path: folder })
    expect(corrupted).toMatchObject({ path: join(folder, 'Tiny-ImageNet-C'), matching: 'by-name', matched: 2, left: 1 })
  })

  it('has evaluations of the images that it holds, and one sentence when it is gone', async () => {
    const { host, id } = await startWithDataset()
    const { runs } = await launch(host, ['small'], {
      base: { dataset: { id: 'tiny-imagenet', imported: id }, epochs: 1 },
    })
    const [run = ''] = runs
    await untilEvaluated(host, run)
    const conditions = ['tiny-imagenet-c:corruption=fog,severity=2']
    await expect(host.client.evaluations.launch({ run, conditions })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^"tiny-imagenet-c" needs images of Tiny-ImageNet-C for this corruption: /),
    })
    const path = await writeCorrupted(temporaryFolder(), ['fog'], others)
    await host.client.datasets.attachCorrupted({ id, path })
    const [launched] = await host.client.evaluations.launch({ run, conditions })
    expect(launched).toMatchObject({ n: 9 })
    await expect(
      host.client.evaluations.launch({ run, conditions: ['tiny-imagenet-c:corruption=snow'] }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(host.client.evaluations.launch({ run, conditions, split: 'train' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    await untilEvaluated(host, run)
    renameSync(path, `${path}-moved`)
    await expect(host.client.evaluations.launch({ run, conditions, again: true })).rejects.toMatchObject({
      code: 'not-found',
      message: `The corrupted images of "Tiny ImageNet, 3 classes" are gone from ${path}.`,
    })
  })

  it('is refused where it is not what it should be, and where its images have another size', async () => {
    const { host, id } = await startWithDataset()
    const attach = (path: string) => host.client.datasets.attachCorrupted({ id, path })
    const empty = temporaryFolder()
    await expect(attach(join(empty, 'nothing'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(attach(empty)).rejects.toMatchObject({
      message: `The folder ${empty} holds no corruption in five severities: found nothing.`,
    })
    mkdirSync(join(empty, 'fog', '1'), { recursive: true })
    await expect(attach(empty)).rejects.toMatchObject({ code: 'invalid-input' })
    const foreign = await writeCorrupted(temporaryFolder(), ['fog'], ['n99/test_1.JPEG'])
    await expect(attach(foreign)).rejects.toMatchObject({
      message: `${join(foreign, 'fog', '1')} has no images of the classes of the dataset.`,
    })
    const large = await writeCorrupted(temporaryFolder(), ['fog'], [others[0] as string], 20)
    await expect(attach(large)).rejects.toMatchObject({
      message: `The images of ${large} have 20 × 20 pixels, those of "Tiny ImageNet, 3 classes" 16 × 16 pixels.`,
    })
    const broken = await writeCorrupted(temporaryFolder(), ['fog'], [others[0] as string])
    const image = join(broken, 'fog', '1', others[0] as string)
    writeFileSync(image, 'no image')
    await expect(attach(broken)).rejects.toMatchObject({
      message: expect.stringMatching(/^The corrupted image .*test_2\.JPEG cannot be read: /),
    })
    expect((await host.client.datasets.list({}))[0]?.corrupted).toBeUndefined()
  })
})

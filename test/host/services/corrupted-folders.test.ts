import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { listCorrupted } from '../../../src-main/host/datasets/list-corrupted.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { launch, startHost, untilEvaluated, untilRun } from '../../support/test-host.ts'
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
  it('is listed below the data folder alone, wherever its links lead', async () => {
    const [dataRoot, elsewhere] = [temporaryFolder(), temporaryFolder()]
    const path = await writeCorrupted(dataRoot, ['fog'], others)
    const [wnid = ''] = wnids
    const inside = join(path, 'fog', '3', wnid)
    renameSync(inside, join(elsewhere, wnid))
    symlinkSync(join(elsewhere, wnid), inside)
    const list = (within?: string) => listCorrupted(within === undefined ? { path } : { path, within }, wnids)
    await expect(list(realpathSync(dataRoot))).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringMatching(/^The link .* leads outside of /),
    })
    expect((await list()).corruptions).toEqual(['fog'])
  })

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
    await writeCorrupted(folder, ['fog'], [`${wnids[0]}/val_1.JPEG`, `${wnids[1]}/val_4.JPEG`])
    const { corrupted } = await host.client.datasets.attachCorrupted({ id, path: folder })
    expect(corrupted).toMatchObject({ path: join(folder, 'Tiny-ImageNet-C'), matching: 'by-name', matched: 2, left: 0 })
    const few = await writeCorrupted(
      temporaryFolder(),
      ['fog'],
      [`${wnids[0]}/val_1.JPEG`, `${wnids[1]}/val_4.JPEG`, `${wnids[1]}/val_0.JPEG`],
    )
    const { corrupted: paired, warnings } = await host.client.datasets.attachCorrupted({ id, path: few })
    expect(paired).toMatchObject({ matching: 'by-class', matched: 3 })
    expect(warnings).toEqual(['2 of 12 validation images have a file of their name, too few to pair them by it.'])
  })

  it('leaves out corruptions that lack files or severities, whichever comes first, and names them', async () => {
    const { host, id } = await startWithDataset()
    const path = await writeCorrupted(temporaryFolder(), ['gaussian_noise', 'fog', 'snow', 'frost'], others)
    for (const severity of ['1', '4']) rmSync(join(path, 'gaussian_noise', severity, others[0] as string))
    rmSync(join(path, 'snow', '5'), { recursive: true })
    const { corrupted, warnings } = await host.client.datasets.attachCorrupted({ id, path })
    expect(corrupted).toMatchObject({ corruptions: ['frost', 'fog'], matched: 9 })
    expect(warnings).toEqual([
      'Left out, since files or severities are missing that others have: gaussian_noise, snow.',
    ])
  })

  it('of other images takes back what evaluations saw, once that was said', async () => {
    const { host, id } = await startWithDataset()
    const [path, other] = [
      await writeCorrupted(temporaryFolder(), ['fog', 'snow'], others),
      await writeCorrupted(temporaryFolder(), ['fog', 'snow'], others),
    ]
    await host.client.datasets.attachCorrupted({ id, path })
    const { runs } = await launch(host, ['small'], {
      base: { dataset: { id: 'tiny-imagenet', imported: id }, epochs: 1 },
      conditions: ['clean', 'tiny-imagenet-c:corruption=fog,severity=2', 'tiny-imagenet-c:corruption=snow,severity=2'],
    })
    const states = async () => (await untilEvaluated(host, ...runs)).map(({ state }) => state)
    expect(await states()).toEqual(['done', 'done', 'done'])
    // The same images again change nothing.
    await host.client.datasets.attachCorrupted({ id, path })
    for (const change of [
      () => host.client.datasets.attachCorrupted({ id, path: other }),
      () => host.client.datasets.detachCorrupted({ id }),
    ]) {
      await expect(change()).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/^2 evaluations have seen images of the folder of "Tiny ImageNet, 3 classes" /),
      })
    }
    expect((await host.client.datasets.list({}))[0]?.corrupted).toMatchObject({ path })
    await host.client.datasets.attachCorrupted({ id, path: other, forgetEvaluations: true })
    expect(await states()).toEqual(['done', 'cancelled', 'cancelled'])
    const [run = ''] = runs
    const conditions = ['tiny-imagenet-c:corruption=fog,severity=2']
    await host.client.evaluations.launch({ run, conditions })
    expect(await states()).toEqual(['done', 'done', 'cancelled'])
    await host.client.datasets.detachCorrupted({ id, forgetEvaluations: true })
    expect(await untilEvaluated(host, run)).toMatchObject([
      { state: 'done' },
      { state: 'cancelled', correct: null, reason: 'The folder that it saw images of is not attached any more.' },
      { state: 'cancelled' },
    ])
  })

  it('that is taken away while an evaluation waits fails it, instead of an accuracy of no image', async () => {
    const { host, id } = await startWithDataset()
    const path = await writeCorrupted(temporaryFolder(), ['fog'], others)
    await host.client.datasets.attachCorrupted({ id, path })
    const { runs } = await launch(host, ['stuck'], {
      base: { dataset: { id: 'tiny-imagenet', imported: id }, epochs: 1 },
    })
    const [stuck = ''] = runs
    const later = await launch(host, ['later'], {
      base: { dataset: { id: 'tiny-imagenet', imported: id }, epochs: 1 },
      conditions: ['tiny-imagenet-c:corruption=fog,severity=2'],
    })
    await untilRun(host, stuck, 'running')
    await host.client.datasets.detachCorrupted({ id })
    await host.client.runs.cancel({ id: stuck, now: true })
    const [run = ''] = later.runs
    expect(await untilEvaluated(host, run)).toMatchObject([
      { state: 'failed', reason: expect.stringMatching(/^"tiny-imagenet-c" needs images of Tiny-ImageNet-C /) },
    ])
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

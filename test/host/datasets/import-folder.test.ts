import { readFileSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { importDataset } from '../../../src-main/host/datasets/import-dataset.ts'
import { jpeg, picture, png, writeFiles } from '../../support/images.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function classFolders(root: string, classes: readonly string[], count: number): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {}
  for (const [label, name] of classes.entries()) {
    for (let i = 0; i < count; i++) files[`${name}/${i}.png`] = await png(100 * label + i)
  }
  writeFiles(root, files)
  return files
}

describe('import of one folder per class', () => {
  it('splits one level 80/20, keeps pixels, labels and names, and shows them to the engine', async () => {
    const source = join(temporaryFolder(), 'animals')
    await classFolders(source, ['dog', 'cat'], 10)
    const progress: number[] = []
    const dataset = await importDataset({
      path: source,
      workspace: temporaryFolder(),
      onProgress: ({ done, total }) => progress.push(done / total),
    })
    expect(dataset).toMatchObject({
      kind: 'image-folder',
      title: 'animals',
      classes: [
        { id: 'cat', name: 'cat' },
        { id: 'dog', name: 'dog' },
      ],
      shape: [8, 8, 3],
      counts: { train: 16, validation: 4 },
      skipped: [],
      warnings: ['There is no validation folder: 20 % of the images of each class are validation.'],
      bytes: 20 * (8 * 8 * 3 + 4),
    })
    expect(progress.at(-1)).toBe(1)

    const cache = openDatasetCache(dataset.folder)
    const names = JSON.parse(readFileSync(join(dataset.folder, 'train.names.json'), 'utf8')) as string[]
    const at = names.indexOf('dog/3.png')
    const pixels = new Uint8Array(8 * 8 * 3)
    cache.train.read([at], pixels)
    expect(Buffer.from(pixels)).toEqual(await picture(3).raw().toBuffer())
    expect(cache.train.labels[at]).toBe(1)
    expect([...cache.validation.labels].toSorted()).toEqual([0, 0, 1, 1])
    cache.close()
  })

  it('takes train and val as they are, in any depth and any case, inside one folder', async () => {
    const root = temporaryFolder()
    await classFolders(join(root, 'set', 'Train'), ['a', 'b/deep'], 3)
    await classFolders(join(root, 'set', 'VAL'), ['a', 'b'], 2)
    const report = await checkDataset({ path: root })
    expect(report).toMatchObject({ counts: { train: 6, validation: 4 }, warnings: [] })
    expect(report.classes.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('refuses a class that only validation has', async () => {
    const root = temporaryFolder()
    await classFolders(join(root, 'train'), ['a', 'b'], 2)
    await classFolders(join(root, 'val'), ['a', 'c'], 2)
    await expect(checkDataset({ path: root })).rejects.toMatchObject({
      code: 'invalid-input',
      message: '"val" has the class "c", "train" has not.',
    })
  })

  it('refuses one class with the sentence that says what to do', async () => {
    const root = join(temporaryFolder(), 'night')
    await classFolders(root, ['moon'], 3)
    await expect(checkDataset({ path: root })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The folder "night" has one class. A classifier needs two or more.',
      hint: 'Put each class into a folder of its own.',
    })
  })

  it('resizes when asked, and refuses images of different sizes when not', async () => {
    const root = temporaryFolder()
    await classFolders(root, ['a', 'b'], 3)
    writeFiles(root, { 'b/wide.jpg': await jpeg(1, 30, 20) })
    await expect(checkDataset({ path: root })).rejects.toMatchObject({
      message: 'The images differ in size: "a/0.png" is 8×8, "b/wide.jpg" is 30×20.',
      hint: expect.stringContaining('--size 64') as string,
    })
    const dataset = await importDataset({ path: root, imageSize: 12, workspace: temporaryFolder() })
    expect(dataset).toMatchObject({ shape: [12, 12, 3], params: { imageSize: 12 } })
  })

  it('names files that are no images, and does not count them as unreadable', async () => {
    const root = temporaryFolder()
    await classFolders(root, ['a', 'b'], 5)
    writeFiles(root, { 'a/notes.txt': 'x', 'loose.png': await png(1), 'a/.DS_Store': 'x' })
    const { skipped, counts } = await checkDataset({ path: root })
    expect(counts.train + counts.validation).toBe(10)
    expect(skipped).toEqual([
      { path: 'a/notes.txt', reason: 'is no image by its name' },
      { path: 'loose.png', reason: 'lies in no class folder' },
    ])
  })

  it('reuses the cache of an unchanged source, decodes a changed one anew, leaves nothing temporary', async () => {
    const root = temporaryFolder()
    const workspace = temporaryFolder()
    await classFolders(root, ['a', 'b'], 5)
    const first = await importDataset({ path: root, workspace })
    const again = await importDataset({ path: root, workspace, name: 'Renamed' })
    expect(again).toEqual({ ...first, title: 'Renamed' })
    utimesSync(join(root, 'a/0.png'), 1, 1)
    const changed = await importDataset({ path: root, workspace })
    expect(changed.fingerprint).not.toBe(first.fingerprint)
    expect(readdirSync(join(workspace, 'datasets')).toSorted()).toEqual(
      [first.fingerprint, changed.fingerprint].toSorted(),
    )
  })

  it('stops when cancelled and keeps nothing', async () => {
    const root = temporaryFolder()
    const workspace = temporaryFolder()
    await classFolders(root, ['a', 'b'], 100)
    const controller = new AbortController()
    const running = importDataset({
      path: root,
      workspace,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
  })

  it.each([
    ['nothing at the path', 'absent', 'not-found', 'There is nothing at'],
    ['a file that is no archive', 'image.png', 'invalid-input', 'got the file "image.png"'],
    ['a folder without images', 'texts', 'invalid-input', 'holds no dataset'],
    ['a file that is no zip', 'fake.zip', 'invalid-input', 'cannot be read as a zip'],
  ])('refuses %s in one sentence', async (_, path, code, message) => {
    const root = writeFiles(temporaryFolder(), { 'image.png': await png(1), 'texts/a.txt': 'x', 'fake.zip': 'PK, not' })
    const error: unknown = await checkDataset({ path: join(root, path) }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) as string })
    expect(error).toHaveProperty('hint', expect.any(String))
  })

  it('names the nearest kind, and refuses to import what is generated', async () => {
    const path = temporaryFolder()
    await classFolders(path, ['a', 'b'], 2)
    await expect(checkDataset({ path, kind: 'image-foldr' })).rejects.toMatchObject({
      hint: expect.stringContaining('"image-folder"') as string,
    })
    await expect(checkDataset({ path, kind: 'shapes' })).rejects.toThrow('generated')
  })
})

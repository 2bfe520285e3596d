import { AppError } from '../../contract/wire.ts'
import { decodeFiles, type PlannedImage } from './decode-files.ts'
import { commonFolder, groupByFolder, hasImageName } from './layout-root.ts'
import { nameSome } from './name-some.ts'
import type { ImportPlan, SkippedFile } from './plan.ts'
import { splitImages } from './split-images.ts'
import type { Source } from './source.ts'

interface Classes {
  readonly names: readonly string[]
  readonly members: ReadonlyMap<string, readonly string[]>
  readonly skipped: readonly SkippedFile[]
}

export function isImageFolder({ files }: Source): boolean {
  return files.some(({ path }) => path.includes('/') && hasImageName(path))
}

/**
 * One folder per class, in `train` and `val`, `validation`, `valid` or `test`, or at one level, of which 20 % become
 * validation. Classes are sorted by name as torchvision's ImageFolder sorts them; deeper folders belong to their class.
 */
export async function planImageFolder(source: Source): Promise<ImportPlan> {
  const paths = source.files.map(({ path }) => path)
  const root = rootOf(source, paths)
  const folders = groupByFolder(paths, root)
  const find = (...names: string[]): string | undefined =>
    names.flatMap((name) => [...folders.keys()].filter((folder) => folder.toLowerCase() === name))[0]
  const trainFolder = find('train', 'training')
  const validationFolder = find('val', 'validation', 'valid', 'test')
  const train = classesIn(paths, trainFolder === undefined ? root : `${root}${trainFolder}/`)
  const images = toImages(train, train.names)
  const describe = { kind: 'image-folder', title: source.title, classes: train.names.map((id) => ({ id, name: id })) }

  if (trainFolder === undefined || validationFolder === undefined) {
    const splits = splitImages(images)
    return {
      ...describe,
      total: images.length,
      skipped: train.skipped,
      warnings: ['There is no validation folder: 20 % of the images of each class are validation.'],
      decode: (options) => decodeFiles(source, splits, options),
    }
  }
  const validation = classesIn(paths, `${root}${validationFolder}/`)
  const unknown = validation.names.find((name) => !train.members.has(name))
  if (unknown !== undefined) {
    throw new AppError('invalid-input', `"${validationFolder}" has the class "${unknown}", "${trainFolder}" has not.`, {
      hint: 'Give both the same folders.',
    })
  }
  const missing = train.names.filter((name) => !validation.members.has(name))
  const splits = { train: images, validation: toImages(validation, train.names) }
  return {
    ...describe,
    total: splits.train.length + splits.validation.length,
    skipped: [...train.skipped, ...validation.skipped],
    warnings: missing.length === 0 ? [] : [`"${validationFolder}" has no images of: ${nameSome(missing)}.`],
    decode: (options) => decodeFiles(source, splits, options),
  }
}

/** One folder that holds everything is looked into, where the classes lie below it. */
function rootOf(source: Source, paths: readonly string[]): string {
  const folder = commonFolder(source)
  if (folder === '') return ''
  return [...groupByFolder(paths, folder).keys()].some((name) => name !== '') ? folder : ''
}

function classesIn(paths: readonly string[], root: string): Classes {
  const skipped: SkippedFile[] = []
  const members = new Map<string, string[]>()
  for (const [name, files] of groupByFolder(paths, root)) {
    const images: string[] = []
    for (const path of files) {
      if (!hasImageName(path)) skipped.push({ path, reason: 'is no image by its name' })
      else if (name === '') skipped.push({ path, reason: 'lies in no class folder' })
      else images.push(path)
    }
    if (images.length > 0) members.set(name, images)
  }
  return { names: [...members.keys()].toSorted(), members, skipped }
}

function toImages({ members }: Classes, names: readonly string[]): PlannedImage[] {
  return names.flatMap((name, label) => (members.get(name) ?? []).map((path) => ({ path, label })))
}

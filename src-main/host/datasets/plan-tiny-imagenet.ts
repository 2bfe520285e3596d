import { AppError } from '../../contract/wire.ts'
import { parseValAnnotations, parseWnids, parseWords } from '../../core/datasets/tiny-imagenet.ts'
import { decodeFiles, type PlannedImage } from './decode-files.ts'
import { commonFolder, groupByFolder } from './layout-root.ts'
import { nameSome } from './name-some.ts'
import type { ImportPlan } from './plan.ts'
import { readListedBoxes } from './read-boxes.ts'
import { splitImages } from './split-images.ts'
import { readWhole, type Source } from './source.ts'

/** Of a list; that of all of ImageNet has 3 MB. */
const maxTextBytes = 2 ** 24

export function isTinyImagenet(source: Source): boolean {
  return rootOf(source) !== null
}

/** Where wnids.txt lies: at the top, or in the one folder that holds everything. */
function rootOf(source: Source): string | null {
  return ['', commonFolder(source)].find((root) => source.files.some(({ path }) => path === `${root}wnids.txt`)) ?? null
}

/**
 * The official layout: wnids.txt, words.txt, train/<wnid>/images with <wnid>_boxes.txt, val/images with
 * val_annotations.txt; test is unused.
 */
export async function planTinyImagenet(source: Source): Promise<ImportPlan> {
  const root = rootOf(source)
  if (root === null) throw new AppError('invalid-input', 'Tiny ImageNet needs a wnids.txt: there is none.')
  const paths = source.files.map(({ path }) => path)
  const present = new Set(paths)
  const readText = async (path: string): Promise<string | null> =>
    present.has(root + path) ? new TextDecoder().decode(await readWhole(source, root + path, maxTextBytes)) : null
  const wnids = parseWnids((await readText('wnids.txt')) ?? '')
  const words = parseWords((await readText('words.txt')) ?? '')
  const warnings: string[] = []
  if (words.size === 0) {
    warnings.push('There is no words.txt: classes have the words of WordNet, as far as it knows their ids.')
  }

  const folders = groupByFolder(paths, `${root}train/`)
  const named = new Set(wnids)
  if (named.size < wnids.length) {
    throw new AppError('invalid-input', 'wnids.txt names a class twice.', { hint: 'Remove the second line.' })
  }
  const unnamed = [...folders.keys()].filter((folder) => folder !== '' && !named.has(folder))
  if (unnamed.length > 0) {
    warnings.push(
      `wnids.txt does not name ${unnamed.length} folders of train, which are left out: ${nameSome(unnamed)}.`,
    )
  }
  const { boxes, warnings: unreadBoxes } = await readListedBoxes(wnids, readText)
  warnings.push(...unreadBoxes)
  const planned = (path: string, label: number): PlannedImage => {
    const box = boxes.get(path.slice(root.length))
    return { path, label, box }
  }
  const images = wnids.flatMap((wnid, label) => {
    const members = (folders.get(wnid) ?? []).filter((path) => !path.endsWith('_boxes.txt'))
    if (members.length > 0) return members.map((path) => planned(path, label))
    throw new AppError('invalid-input', `wnids.txt names "${wnid}", but train/${wnid} holds no images.`, {
      hint: 'Add its images, or remove the line from wnids.txt.',
    })
  })
  const annotations = await readText('val/val_annotations.txt')
  const official =
    annotations === null ? null : planValidation(parseValAnnotations(annotations), root, paths, wnids, planned)
  if (official === null) {
    warnings.push('There is no val/val_annotations.txt: 20 % of the training images of each class are validation.')
  }
  const splits = official === null ? splitImages(images) : { train: images, validation: official.images }
  return {
    kind: 'tiny-imagenet',
    title: `Tiny ImageNet, ${wnids.length} classes`,
    classes: wnids.map((id) => ({ id, name: words.get(id) ?? id })),
    total: splits.train.length + splits.validation.length,
    hasBoxes: boxes.size > 0,
    skipped: official?.skipped ?? [],
    warnings,
    decode: (options) => decodeFiles(source, splits, options),
  }
}

function planValidation(
  annotations: ReadonlyMap<string, string>,
  root: string,
  paths: readonly string[],
  wnids: readonly string[],
  planned: (path: string, label: number) => PlannedImage,
): { images: PlannedImage[]; skipped: { path: string; reason: string }[] } {
  const folder = `${root}val/images/`
  const labelOf = new Map(wnids.map((wnid, label) => [wnid, label]))
  const images = [...annotations].map(([file, wnid]) => {
    const label = labelOf.get(wnid)
    if (label !== undefined) return planned(folder + file, label)
    throw new AppError(
      'invalid-input',
      `val_annotations.txt gives "${file}" the class "${wnid}", which wnids.txt does not name.`,
      { hint: 'Remove that line, or add the class to wnids.txt with its training images.' },
    )
  })
  const skipped = paths
    .filter((path) => path.startsWith(folder) && !annotations.has(path.slice(folder.length)))
    .map((path) => ({ path, reason: 'val_annotations.txt does not name it' }))
  return { images, skipped }
}

import { AppError } from '../../contract/wire.ts'
import { parseValAnnotations, parseWnids, parseWords } from '../../core/datasets/tiny-imagenet.ts'
import { imageName, type Plan, type PlannedImage } from './plan.ts'
import type { SourceFiles } from './source-files.ts'

/** Tiny ImageNet's official layout: wnids.txt, words.txt, train/<wnid>/images, val/images with val_annotations.txt. */
export async function planTinyImagenet(source: SourceFiles): Promise<Plan> {
  const paths = new Set(source.files.map(({ path }) => path))
  const text = async (path: string): Promise<string> => {
    if (paths.has(path)) return (await source.read(path)).toString('utf8')
    throw new AppError('invalid-input', `"${source.name}" has no ${path}, which Tiny ImageNet's layout has.`, {
      hint: 'Use the official zip, or import it as the kind "image-folder".',
    })
  }
  const wnids = parseWnids(await text('wnids.txt'))
  const words = paths.has('words.txt') ? parseWords(await text('words.txt')) : new Map<string, string>()
  const annotations = parseValAnnotations(await text('val/val_annotations.txt'))
  const index = new Map(wnids.map((id, i) => [id, i]))
  const labelOf = (id: string, where: string): number => {
    const label = index.get(id)
    if (label !== undefined) return label
    throw new AppError('invalid-input', `${where} names the class "${id}", which wnids.txt does not.`, {
      hint: `wnids.txt lists ${wnids.length} classes; add this one there, or remove its images.`,
    })
  }

  const train: PlannedImage[] = []
  const validation: PlannedImage[] = []
  const skipped: { path: string; reason: string }[] = []
  for (const { path } of source.files) {
    if (!imageName.test(path)) continue
    const [part, folder, , ...rest] = path.split('/')
    if (part === 'train' && folder !== undefined && rest.length > 0) {
      train.push({ path, label: labelOf(folder, `The folder train/${folder}`) })
    } else if (part === 'val' && folder === 'images') {
      const id = annotations.get(path.slice('val/images/'.length))
      if (id === undefined) skipped.push({ path, reason: 'val_annotations.txt does not name it' })
      else validation.push({ path, label: labelOf(id, 'val/val_annotations.txt') })
    }
  }
  return {
    kind: 'tiny-imagenet',
    classes: wnids.map((id) => ({ id, name: words.get(id) || id })),
    train,
    validation,
    skipped,
    warnings: [],
    imageSize: 64,
    decoded: null,
  }
}

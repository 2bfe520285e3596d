import { AppError } from '../../contract/wire.ts'
import type { DatasetReport } from '../../contract/datasets.ts'
import { suggest } from '../../contract/catalog.ts'
import type { IdxArray } from '../../core/datasets/idx.ts'
import { planIdx } from './plan-idx.ts'
import { planImageFolder } from './plan-image-folder.ts'
import { planTinyImagenet } from './plan-tiny-imagenet.ts'
import type { SourceFiles } from './source-files.ts'

/** An image of the source and its class. */
export interface PlannedImage {
  readonly path: string
  readonly label: number
}

/** What an import will read, before any image is decoded. */
export interface Plan {
  readonly kind: string
  readonly classes: DatasetReport['classes']
  readonly train: readonly PlannedImage[]
  readonly validation: readonly PlannedImage[]
  readonly skipped: DatasetReport['skipped']
  readonly warnings: readonly string[]
  /** The size that images of this source have, where its kind says so. */
  readonly imageSize: number | null
  /** Images that the source holds decoded already, by path (IDX). */
  readonly decoded: { readonly images: readonly IdxArray[]; find(path: string): Uint8Array } | null
}

export const imageName = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif)$/i

/** Recognises the layout of a source, or takes the kind that was asked for. Throws with what was expected. */
export async function planImport(source: SourceFiles, kind: string | undefined): Promise<Plan> {
  const importable = Object.keys(plans)
  if (kind !== undefined && !importable.includes(kind)) {
    throw new AppError('invalid-input', `There is no kind of dataset called "${kind}" to import.`, {
      hint: suggest(kind, importable),
    })
  }
  const plan = await plans[(kind as ImportKind | undefined) ?? recognise(source)](source)
  if (plan.classes.length < 2) {
    const [only] = plan.classes
    throw new AppError('invalid-input', `"${source.name}" has ${only ? `one class, "${only.name}"` : 'no class'}.`, {
      hint: 'A classifier needs two or more; put each class into a folder of its own.',
    })
  }
  if (plan.train.length === 0 || plan.validation.length === 0) {
    const missing = plan.train.length === 0 ? 'training' : 'validation'
    throw new AppError('invalid-input', `"${source.name}" has no ${missing} images.`, { hint: layouts })
  }
  return plan
}

const plans = { 'tiny-imagenet': planTinyImagenet, 'image-folder': planImageFolder, idx: planIdx }
type ImportKind = keyof typeof plans

const layouts =
  'Expected Tiny ImageNet (wnids.txt, train, val), one folder per class (with train and val around them, or not), or IDX files.'

function recognise({ name, files }: SourceFiles): ImportKind {
  if (files.some(({ path }) => path === 'wnids.txt')) return 'tiny-imagenet'
  if (files.some(({ path }) => /idx\d-ubyte(\.gz)?$/.test(path))) return 'idx'
  if (files.some(({ path }) => imageName.test(path) && path.includes('/'))) return 'image-folder'
  throw new AppError('invalid-input', `No dataset was recognised in "${name}" (${files.length} files).`, {
    hint: layouts,
  })
}

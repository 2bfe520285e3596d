import { findEntry } from '../../contract/catalog.ts'
import type { DatasetManifest } from '../../contract/dataset-manifest.ts'
import type { Box } from '../../contract/datasets.ts'
import type { Split } from '../../contract/split.ts'
import { AppError } from '../../contract/wire.ts'
import { datasets } from '../../core/datasets/index.ts'
import type { Shape3 } from '../../core/network/network.ts'
import { onlyClasses } from './only-classes.ts'
import { isIdx, planIdx } from './plan-idx.ts'
import { isImageFolder, planImageFolder } from './plan-image-folder.ts'
import { isTinyImagenet, planTinyImagenet } from './plan-tiny-imagenet.ts'
import type { Source } from './source.ts'

export interface SkippedFile {
  readonly path: string
  readonly reason: string
}

/** Decoded images of one split, one after another, with label and name of each, and its box where boxes are known. */
export interface DecodedChunk {
  readonly images: Uint8Array
  readonly labels: readonly number[]
  readonly names: readonly string[]
  readonly boxes?: readonly (Box | null)[]
}

export interface DecodeOptions {
  /** Resize to this square; null keeps the source's size. */
  readonly imageSize: number | null
  readonly signal: AbortSignal | undefined
  /** Called once, before the first `write`. */
  begin(shape: Shape3): Promise<void>
  write(split: Split, chunk: DecodedChunk): Promise<void>
  onProgress(done: number): void
}

/** What an import will do: nothing is decoded yet. */
export interface ImportPlan {
  readonly kind: string
  readonly title: string
  readonly classes: DatasetManifest['classes']
  /** Images to decode, in both splits. */
  readonly total: number
  /** Whether any of them has a box. */
  readonly hasBoxes?: boolean
  /** Files that are no images; they do not count as unreadable. */
  readonly skipped: readonly SkippedFile[]
  readonly warnings: readonly string[]
  /** Decodes both splits in order; returns the images that cannot be read. */
  decode(options: DecodeOptions): Promise<readonly SkippedFile[]>
}

const layouts = [
  { kind: 'tiny-imagenet', matches: isTinyImagenet, plan: planTinyImagenet },
  { kind: 'idx', matches: isIdx, plan: planIdx },
  { kind: 'image-folder', matches: isImageFolder, plan: planImageFolder },
]

/** What of a source is read, and as what; recognised and all where it is left out. */
interface Wanted {
  readonly kind?: string | undefined
  readonly classes?: readonly string[] | undefined
}

/** Recognises the layout of a source, or takes the given kind, and lists what belongs to which class and split. */
export async function planImport(source: Source, { kind, classes }: Wanted = {}): Promise<ImportPlan> {
  if (kind !== undefined) findEntry('datasets', datasets, kind)
  if (kind === 'shapes') {
    throw new AppError('invalid-input', 'Shapes are generated, not imported.', {
      hint: 'Set "dataset.id" of a run to "shapes".',
    })
  }
  const layout = layouts.find((candidate) => (kind === undefined ? candidate.matches(source) : candidate.kind === kind))
  if (!layout) throw notRecognised(source)
  const plan = await layout.plan(source)
  if (plan.classes.length < 2) {
    throw new AppError(
      'invalid-input',
      `${nameOf(source)} has ${plan.classes.length === 0 ? 'no' : 'one'} class. A classifier needs two or more.`,
      {
        hint: 'Put each class into a folder of its own.',
      },
    )
  }
  return classes ? onlyClasses(plan, classes) : plan
}

/** `The folder "night"` or `The archive "night.zip"`. */
export function nameOf({ address, path }: Source): string {
  return `The ${address.kind === 'zip' ? 'archive' : 'folder'} "${path.slice(path.lastIndexOf('/') + 1)}"`
}

function notRecognised(source: Source): AppError {
  const names = source.files.slice(0, 3).map(({ path }) => path)
  const found = names.length === 0 ? 'no files' : `${source.files.length} files: ${names.join(', ')}`
  const rest = source.files.length > names.length ? ', …' : ''
  const expected = "Tiny ImageNet's layout, one folder of images per class, or IDX files"
  return new AppError(
    'invalid-input',
    `${nameOf(source)} holds no dataset: expected ${expected}, got ${found}${rest}.`,
    {
      hint: 'Put the images of each class into a folder of its own.',
    },
  )
}

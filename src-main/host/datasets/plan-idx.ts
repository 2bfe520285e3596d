import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '../../contract/wire.ts'
import { parseIdx, type IdxArray } from '../../core/datasets/idx.ts'
import { stratifiedSplit } from '../../core/datasets/split.ts'
import { decodeIdx, type IdxSplit } from './decode-idx.ts'
import { idxRole, type IdxRole } from './idx-names.ts'
import type { ImportPlan } from './plan.ts'
import { readWhole, type Source } from './source.ts'

/** Of one file, unpacked: twice the largest of EMNIST. */
const maxBytes = 2 ** 30
const maxImages = 5_000_000
/** Of height and width. */
const maxSide = 4096

export function isIdx({ files }: Source): boolean {
  return files.some(({ path }) => idxRole(path)?.holds === 'images')
}

/** MNIST and its relatives: image and label files, plain or .gz. With one of the two sets only, it is split 80/20. */
export async function planIdx(source: Source): Promise<ImportPlan> {
  const sets = { train: await readSet(source, 'train'), validation: await readSet(source, 'validation') }
  const only = sets.train ?? sets.validation
  if (!only) throw new AppError('invalid-input', 'There are no IDX image files.')
  const whole = { ...only, indices: Int32Array.from(only.labels, (_, i) => i) }
  const warnings: string[] = []
  let splits: { train: IdxSplit; validation: IdxSplit }
  if (sets.train && sets.validation) {
    const { train, validation } = sets
    if (train.height !== validation.height || train.width !== validation.width) {
      throw new AppError('invalid-input', `Training images are ${size(train)}, test images ${size(validation)}.`, {
        hint: 'Import files of one dataset.',
      })
    }
    const indices = Int32Array.from(validation.labels, (_, i) => i)
    splits = { train: whole, validation: { ...validation, indices } }
  } else {
    const { train, validation } = stratifiedSplit(only.labels)
    splits = { train: { ...only, indices: train }, validation: { ...only, indices: validation } }
    const found = sets.train ? 'training' : 'test'
    warnings.push(`Only ${found} files are there: 20 % of the images of each class are validation, the rest training.`)
  }
  const values = new Set<number>()
  for (const set of [sets.train, sets.validation]) for (const value of set?.labels ?? []) values.add(value)
  const classes = [...values].toSorted((a, b) => a - b)
  return {
    kind: 'idx',
    title: source.title,
    classes: classes.map((value) => ({ id: String(value), name: String(value) })),
    total: splits.train.indices.length + splits.validation.indices.length,
    skipped: [],
    warnings,
    decode: (options) => decodeIdx(splits, classes, options),
  }
}

const size = ({ height, width }: { height: number; width: number }): string => `${width}×${height}`

async function readSet(source: Source, split: IdxRole['split']): Promise<Omit<IdxSplit, 'indices'> | null> {
  const find = (holds: IdxRole['holds']): string | undefined =>
    source.files.find(({ path }) => {
      const role = idxRole(path)
      return role?.split === split && role.holds === holds
    })?.path
  const imageFile = find('images')
  const labelFile = find('labels')
  if (imageFile === undefined) return null
  if (labelFile === undefined) {
    throw new AppError('invalid-input', `"${imageFile}" has no file of labels beside it.`, {
      hint: `Add ${imageFile.replace('images', 'labels').replace('idx3', 'idx1')}.`,
    })
  }
  const images = await readArray(source, imageFile)
  const labels = await readArray(source, labelFile)
  const [count, height, width] = images.shape
  if (images.shape.length !== 3 || count !== labels.data.length) {
    throw new AppError(
      'invalid-input',
      `"${imageFile}" has shape [${images.shape.join(', ')}], "${labelFile}" ${labels.data.length} labels: expected [count, height, width] and as many labels.`,
      { hint: 'Import image and label files of one set.' },
    )
  }
  for (const [what, value, most] of [
    ['images', count, maxImages],
    ['rows', height, maxSide],
    ['columns', width, maxSide],
  ] as const) {
    if (value !== undefined && value >= 1 && value <= most) continue
    throw new AppError('invalid-input', `"${imageFile}" has ${value} ${what}: expected 1 to ${most}.`, {
      hint: 'Download the file again.',
    })
  }
  return { name: imageFile, height: height as number, width: width as number, pixels: images.data, labels: labels.data }
}

async function readArray(source: Source, path: string): Promise<IdxArray> {
  const bytes = await readWhole(source, path, maxBytes)
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isPacked) return parseIdx(bytes, path)
  const plain = await promisify(gunzip)(bytes, { maxOutputLength: maxBytes }).catch((error: Error) => {
    throw new AppError('invalid-input', `"${path}" cannot be unpacked: ${error.message}.`, {
      hint: 'Download the file again.',
      cause: error,
    })
  })
  return parseIdx(plain, path)
}

import { gunzipSync } from 'node:zlib'
import { AppError } from '../../contract/wire.ts'
import { parseIdx, type IdxArray } from '../../core/datasets/idx.ts'
import { stratifiedSplit } from '../../core/datasets/split.ts'
import type { Plan, PlannedImage } from './plan.ts'
import type { SourceFiles } from './source-files.ts'

interface Part {
  readonly prefix: 'train' | 't10k'
  readonly images: IdxArray
  readonly labels: IdxArray
}

/** MNIST's files, plain or .gz: train-* and t10k-*; with one of the two, a fifth of every class is validation. */
export async function planIdx(source: SourceFiles): Promise<Plan> {
  const parts = (await Promise.all([readPart(source, 'train'), readPart(source, 't10k')])).filter(
    (part) => part !== null,
  )
  const [first] = parts
  if (!first) {
    throw new AppError('invalid-input', `"${source.name}" has no pair of image and label files.`, {
      hint: 'Expected train-images-idx3-ubyte with train-labels-idx1-ubyte, or t10k-…; .gz is read too.',
    })
  }
  const planned = parts.map(({ prefix, labels }) =>
    Array.from(labels.data, (label, i): PlannedImage => ({ path: `${prefix}/${i}`, label })),
  )
  const warnings: string[] = []
  let [train = [], validation] = planned
  if (!validation) {
    const split = stratifiedSplit(first.labels.data)
    const all = train
    train = Array.from(split.train, (i) => all[i] as PlannedImage)
    validation = Array.from(split.validation, (i) => all[i] as PlannedImage)
    warnings.push(`Only the ${first.prefix} files are there: a fifth of every class, from a fixed seed, is validation.`)
  }
  const classes = 1 + parts.reduce((most, { labels }) => labels.data.reduce((a, b) => Math.max(a, b), most), 0)
  const find = (path: string): Uint8Array => {
    const [prefix, index] = path.split('/')
    const { images } = parts.find((part) => part.prefix === prefix) as Part
    const size = images.data.length / (images.shape[0] as number)
    return images.data.subarray(Number(index) * size, (Number(index) + 1) * size)
  }
  return {
    kind: 'idx',
    classes: Array.from({ length: classes }, (_, i) => ({ id: String(i), name: String(i) })),
    train,
    validation,
    skipped: [],
    warnings,
    imageSize: null,
    decoded: { images: parts.map(({ images }) => images), find },
  }
}

async function readPart(source: SourceFiles, prefix: Part['prefix']): Promise<Part | null> {
  const read = async (name: string): Promise<IdxArray | null> => {
    const file = source.files.find(({ path }) => path === name || path === `${name}.gz`)
    if (!file) return null
    const bytes = await source.read(file.path)
    return parseIdx(file.path.endsWith('.gz') ? gunzipSync(bytes) : bytes, file.path)
  }
  const images = await read(`${prefix}-images-idx3-ubyte`)
  const labels = await read(`${prefix}-labels-idx1-ubyte`)
  if (!images || !labels) return null
  if (images.shape.length !== 3 || images.shape[0] !== labels.shape[0]) {
    throw new AppError(
      'invalid-input',
      `The ${prefix} files do not fit: images [${images.shape}], labels [${labels.shape}].`,
      { hint: 'Expected [n, height, width] and [n].' },
    )
  }
  return { prefix, images, labels }
}

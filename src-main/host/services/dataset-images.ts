import { AppError, maxPixelBytes, type Split } from '../../contract/index.ts'
import { readBoxes, readImages, readSplitIndex, type DecodedDataset, type SplitIndex } from '../datasets/read-cache.ts'
import type { HostContext } from '../context.ts'
import { decodedFrom, findDataset } from './datasets.ts'

interface Page {
  readonly id: string
  readonly split: Split
  readonly class?: number | undefined
  readonly offset: number
  readonly limit: number
}

const keptIndices = 4

/** Images, classes and names of decoded datasets. Of the last splits that were asked for, labels and names are kept. */
export function createDatasetImages(context: Pick<HostContext, 'store' | 'workspace'>) {
  const indices = new Map<string, Promise<SplitIndex>>()

  const decoded = (id: string): DecodedDataset => decodedFrom(context, findDataset(context, id))
  const indexOf = (dataset: DecodedDataset, split: Split): Promise<SplitIndex> => {
    const key = `${dataset.folder}\n${split}`
    const index = indices.get(key) ?? readSplitIndex(dataset, split)
    indices.delete(key)
    indices.set(key, index)
    index.catch(() => indices.delete(key))
    if (indices.size > keptIndices) indices.delete(indices.keys().next().value as string)
    return index
  }

  return {
    async images({ id, split, images }: { id: string; split: Split; images: readonly number[] }) {
      const dataset = decoded(id)
      requireReadable(dataset, split, images)
      const [{ labels, names }, pixels, boxes] = await Promise.all([
        indexOf(dataset, split),
        readImages(dataset, split, images),
        readBoxes(dataset, split, images),
      ])
      return {
        shape: dataset.shape,
        pixels,
        labels: images.map((image) => labels[image] as number),
        names: images.map((image) => names[image] as string),
        boxes,
      }
    },
    async browse({ id, split, class: wanted, offset, limit }: Page): Promise<{ total: number; images: number[] }> {
      const dataset = decoded(id)
      if (wanted === undefined) {
        const total = dataset.counts[split]
        return { total, images: Array.from({ length: pageSize(total, offset, limit) }, (_, i) => offset + i) }
      }
      const { labels } = await indexOf(dataset, split)
      const images: number[] = []
      labels.forEach((label, image) => {
        if (label === wanted) images.push(image)
      })
      return { total: images.length, images: images.slice(offset, offset + limit) }
    },
    async histogram(id: string): Promise<Record<Split, number[]>> {
      const dataset = decoded(id)
      const classes = findDataset(context, id).classes.length
      const count = async (split: Split): Promise<number[]> => {
        const counts = Array.from({ length: classes }, () => 0)
        for (const label of (await indexOf(dataset, split)).labels) counts[label] = (counts[label] ?? 0) + 1
        return counts
      }
      return { train: await count('train'), validation: await count('validation') }
    },
  }
}

const pageSize = (total: number, offset: number, limit: number): number => Math.max(0, Math.min(limit, total - offset))

function requireReadable({ title, counts, shape }: DecodedDataset, split: Split, images: readonly number[]): void {
  const unknown = images.find((image) => image >= counts[split])
  if (unknown !== undefined) {
    const range = `[0, ${counts[split] - 1}]`
    throw new AppError('invalid-input', `The ${split} images of "${title}" are numbered ${range}: got ${unknown}.`)
  }
  const size = shape[0] * shape[1] * shape[2]
  const most = Math.max(1, Math.floor(maxPixelBytes / size))
  if (images.length <= most) return
  const sizes = `${shape.join('×')} pixels`
  throw new AppError('invalid-input', `Of ${sizes} each, ${images.length} images are too many for one answer.`, {
    hint: `Ask for ${most} at a time.`,
  })
}

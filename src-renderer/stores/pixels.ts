import { defineStore } from 'pinia'
import { maxPixelBytes, type Dataset, type Split } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { imageOfBatch, type PixelImage } from '../components/images/pixel-image.ts'
import { createDemand, type Demand } from '../lib/misclassified/demand.ts'

const imagesPerRequest = 48
const cacheBytes = 64 * 2 ** 20

/** With its class, and its path in the source. */
export interface DatasetImage extends PixelImage {
  readonly label: number
  readonly name: string
}

/** Images of the datasets as they are, fetched while they are looked at. */
export const usePixels = defineStore('pixels', () => {
  const { client } = useApi()
  const demands = new Map<string, Demand<number, DatasetImage>>()

  /** The images of one split, by their place in it. */
  const of = ({ id, shape }: Pick<Dataset, 'id' | 'shape'>, split: Split): Demand<number, DatasetImage> => {
    const key = `${id}/${split}`
    const known = demands.get(key)
    if (known) return known
    const imageBytes = shape[0] * shape[1] * shape[2]
    const demand = createDemand<number, DatasetImage>({
      batch: Math.max(1, Math.min(imagesPerRequest, Math.floor(maxPixelBytes / imageBytes))),
      parallel: 2,
      capacity: Math.max(imagesPerRequest, Math.floor(cacheBytes / imageBytes)),
      async load(images) {
        const { shape, pixels, labels, names } = await client.datasets.images({ id, split, images: [...images] })
        return images.map((image, index) => {
          const [label = 0, name = ''] = [labels[index], names[index]]
          return [image, { ...imageOfBatch(pixels, shape, index), label, name }] as const
        })
      },
    })
    demands.set(key, demand)
    return demand
  }
  return { of }
})

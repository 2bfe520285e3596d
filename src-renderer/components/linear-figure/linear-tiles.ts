import { asGreys, valueOf, worstOf, type LinearWeights, type WorstCase } from '../../lib/linear-figure/perturb.ts'
import { imageOfBatch, type PixelImage } from '../images/pixel-image.ts'

/** Images of the two classes, with what is needed to draw them. */
export interface LinearImages {
  readonly shape: readonly [number, number, number]
  /** uint8 [images, …shape] */
  readonly pixels: Uint8Array
  /** 0 or 1 of each. */
  readonly labels: readonly number[]
  /** Their numbers in the split. */
  readonly images: readonly number[]
}

export interface Tile {
  readonly id: number
  readonly image: PixelImage
  readonly isWrong: boolean
  readonly label: string
}

/** The same images under a worst case, each with whether the model is wrong about it. */
export function tilesOf(
  { shape, pixels, labels, images }: LinearImages,
  model: LinearWeights,
  {
    worst,
    isSigned,
    names,
  }: { readonly worst: WorstCase; readonly isSigned: boolean; readonly names: readonly string[] },
): Tile[] {
  return images.map((id, at) => {
    const own = imageOfBatch(pixels, shape, at)
    const sign = labels[at] === 1 ? 1 : -1
    const clean = Float32Array.from(own.values, (value) => value / 255)
    const moved = worstOf(clean, sign, model, worst)
    const predicted = valueOf(moved, model) > 0 ? 1 : 0
    const isWrong = predicted !== labels[at]
    const truth = names[labels[at] ?? 0] ?? ''
    return {
      id,
      image: { ...own, values: asGreys(moved, { sign, isSigned, beyond: worst.clip ? 0 : worst.epsilon }) },
      isWrong,
      label: `Image ${id}, ${truth}${isWrong ? `, taken for ${names[predicted] ?? ''}` : ', right'}`,
    }
  })
}

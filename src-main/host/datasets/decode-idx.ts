import { setImmediate } from 'node:timers/promises'
import sharp from 'sharp'
import type { Shape3 } from '../../core/network/network.ts'
import { throwIfCancelled } from './cancelled.ts'
import type { DecodeOptions, SkippedFile } from './plan.ts'

/** The part of an IDX set that makes one split. */
export interface IdxSplit {
  readonly name: string
  readonly height: number
  readonly width: number
  /** [count, height, width] */
  readonly pixels: Uint8Array
  readonly labels: Uint8Array
  readonly indices: Int32Array
}

const slice = 256

/** Copies the images of both splits, one channel each; resizes them (stretched, Lanczos) where another size is asked. */
export async function decodeIdx(
  splits: { readonly train: IdxSplit; readonly validation: IdxSplit },
  classes: readonly number[],
  { imageSize, signal, begin, write, onProgress }: DecodeOptions,
): Promise<readonly SkippedFile[]> {
  const { height, width } = splits.train
  const shape: Shape3 = imageSize === null ? [height, width, 1] : [imageSize, imageSize, 1]
  await begin(shape)
  let done = 0
  for (const split of ['train', 'validation'] as const) {
    const { name, labels, indices } = splits[split]
    for (let start = 0; start < indices.length; start += slice) {
      throwIfCancelled(signal)
      const chunk = indices.subarray(start, start + slice)
      await write(split, {
        images: await readPixels(splits[split], chunk, shape),
        labels: Array.from(chunk, (i) => classes.indexOf(labels[i] as number)),
        names: Array.from(chunk, (i) => `${name}#${i}`),
      })
      done += chunk.length
      onProgress(done)
      await setImmediate()
    }
  }
  return []
}

async function readPixels(split: IdxSplit, indices: Int32Array, [toHeight, toWidth]: Shape3): Promise<Uint8Array> {
  const { height, width, pixels } = split
  const target = new Uint8Array(indices.length * toHeight * toWidth)
  const jobs = Array.from(indices, async (image, position) => {
    const own = pixels.subarray(image * height * width, (image + 1) * height * width)
    const isSame = height === toHeight && width === toWidth
    target.set(isSame ? own : await resize(own, height, width, toHeight, toWidth), position * toHeight * toWidth)
  })
  await Promise.all(jobs)
  return target
}

function resize(pixels: Uint8Array, height: number, width: number, toHeight: number, toWidth: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .resize({ width: toWidth, height: toHeight, fit: 'fill', kernel: 'lanczos3' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
}

import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { datasetFiles } from '../../contract/dataset-manifest.ts'
import type { Box, Dataset } from '../../contract/datasets.ts'
import { fault } from '../../contract/faults/index.ts'
import { fileReason } from '../../contract/file-faults.ts'
import { parseJson } from '../../contract/parse-json.ts'
import type { Split } from '../../contract/split.ts'
import type { AppError } from '../../contract/wire.ts'
import { boxAt } from '../../core/datasets/boxes.ts'
import { consecutive } from '../../core/datasets/consecutive.ts'

/** A decoded dataset and the absolute folder of its files. */
export type DecodedDataset = Pick<Dataset, 'title' | 'shape' | 'counts'> & { readonly folder: string }

/** Class and path in the source of every image of one split. */
export interface SplitIndex {
  readonly labels: Int32Array
  readonly names: readonly string[]
}

export async function readSplitIndex(dataset: DecodedDataset, split: Split): Promise<SplitIndex> {
  const { folder, counts } = dataset
  const labels = await readFile(join(folder, `${split}.labels.i32`)).catch((error: Error) =>
    failWith(dataset, `${split}.labels.i32`, error),
  )
  requireSize(dataset, `${split}.labels.i32`, labels.length)
  const text = await readFile(join(folder, `${split}.names.json`), 'utf8').catch((error: Error) =>
    failWith(dataset, `${split}.names.json`, error),
  )
  const names = z.array(z.string()).length(counts[split]).safeParse(parseJson(text))
  if (!names.success) throw cannotBeRead(dataset, `${split}.names.json is damaged`)
  return { labels: new Int32Array(new Uint8Array(labels).buffer), names: names.data }
}

/** Pixels uint8 [images, height, width, channels], read by position: the rest of the file is never in memory. */
export async function readImages(
  dataset: DecodedDataset,
  split: Split,
  images: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  const name = `${split}.images.u8`
  const [height, width, channels] = dataset.shape
  const size = height * width * channels
  const pixels = new Uint8Array(images.length * size)
  const file = await open(join(dataset.folder, name)).catch((error: Error) => failWith(dataset, name, error))
  try {
    requireSize(dataset, name, (await file.stat()).size)
    const reading = consecutive(images).map(async ({ at, first, count }) => {
      const isWhole = await readFully(file, pixels.subarray(at * size, (at + count) * size), first * size)
      if (!isWhole) throw cannotBeRead(dataset, `${name} was cut off while it was read`)
    })
    await Promise.all(reading)
  } finally {
    await file.close()
  }
  return pixels
}

/** Where the objects of these images lie; null for each without a box, as are all of a dataset that has none. */
export async function readBoxes(
  dataset: DecodedDataset,
  split: Split,
  images: readonly number[],
): Promise<(Box | null)[]> {
  const name = `${split}.boxes.f32`
  const bytes = await readFile(join(dataset.folder, name)).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : failWith(dataset, name, error),
  )
  if (bytes === null) return images.map(() => null)
  requireBytes(dataset, name, bytes.length, dataset.counts[split] * 16)
  const boxes = new Float32Array(new Uint8Array(bytes).buffer)
  return images.map((image) => boxAt(boxes, image))
}

async function readFully(file: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done)
    if (bytesRead === 0) return false
    done += bytesRead
  }
  return true
}

function requireSize(dataset: DecodedDataset, name: string, bytes: number): void {
  requireBytes(dataset, name, bytes, datasetFiles(dataset).find((file) => file.name === name)?.bytes ?? 0)
}

function requireBytes(dataset: DecodedDataset, name: string, bytes: number, expected: number): void {
  if (bytes !== expected) throw cannotBeRead(dataset, `${name} has ${bytes} bytes, expected ${expected}`)
}

function failWith(dataset: DecodedDataset, name: string, error: NodeJS.ErrnoException): never {
  throw cannotBeRead(dataset, error.code === 'ENOENT' ? `${name} is missing` : `${name}: ${fileReason(error)}`, error)
}

function cannotBeRead({ title }: DecodedDataset, reason: string, cause?: unknown): AppError {
  return fault('images-not-shown', { title, reason }, cause)
}

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatasetManifest, datasetFiles } from '../contract/dataset-manifest.ts'
import type { Split } from '../contract/split.ts'
import { AppError } from '../contract/wire.ts'
import { consecutive } from '../core/datasets/consecutive.ts'
import type { ImageSet } from '../core/datasets/image-set.ts'
import type { Shape3 } from '../core/network/network.ts'

export interface DatasetCache {
  readonly train: ImageSet
  readonly validation: ImageSet
  readonly classes: DatasetManifest['classes']
  readonly shape: Shape3
  close(): void
}

/**
 * Opens a decoded dataset. Images are read by position from the files, so that the operating system's page cache is the
 * only copy, shared by all threads and processes. Throws `invalid-input` where a file is missing or cut off.
 */
export function openDatasetCache(folder: string): DatasetCache {
  const manifest = checkFiles(folder)
  const open: number[] = []
  const openSplit = (split: Split): ImageSet => {
    const file = openSync(join(folder, `${split}.images.u8`), 'r')
    open.push(file)
    const bytes = readFileSync(join(folder, `${split}.labels.i32`))
    return {
      count: manifest.counts[split],
      shape: manifest.shape,
      classes: manifest.classes.length,
      labels: new Int32Array(new Uint8Array(bytes).buffer),
      read: (indices, target) => readImages(file, manifest, split, indices, target),
    }
  }
  return {
    train: openSplit('train'),
    validation: openSplit('validation'),
    classes: manifest.classes,
    shape: manifest.shape,
    close: () => open.splice(0).forEach((file) => closeSync(file)),
  }
}

/** Images that follow one another in the file are read at once. */
function readImages(
  file: number,
  { shape, counts }: DatasetManifest,
  split: Split,
  indices: ArrayLike<number>,
  target: Uint8Array,
): void {
  const size = shape[0] * shape[1] * shape[2]
  for (const { at, first, count } of consecutive(indices)) {
    if (!(first >= 0 && first + count <= counts[split])) {
      throw new Error(`Image ${first} to ${first + count - 1} of ${counts[split]} was asked for.`)
    }
    readFully(file, target.subarray(at * size, (at + count) * size), first * size)
  }
}

function readFully(file: number, target: Uint8Array, position: number): void {
  for (let done = 0; done < target.length;) {
    const read = readSync(file, target, done, target.length - done, position + done)
    if (read === 0) throw new AppError('invalid-input', 'A file of the dataset was cut off while in use.', reimport)
    done += read
  }
}

const reimport = { hint: 'Import the dataset again.' }

function checkFiles(folder: string): DatasetManifest {
  const broken = (why: string, cause?: unknown): AppError =>
    new AppError('invalid-input', `The decoded dataset in ${folder} cannot be used: ${why}.`, { ...reimport, cause })
  let json: unknown
  try {
    json = JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8'))
  } catch (error) {
    throw broken('dataset.json is missing or not readable', error)
  }
  const manifest = DatasetManifest.safeParse(json)
  if (!manifest.success) throw broken('dataset.json was written by another version of the program')
  for (const { name, bytes } of datasetFiles(manifest.data)) {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size
    if (size === undefined) throw broken(`${name} is missing`)
    if (size !== bytes) throw broken(`${name} has ${size} bytes, expected ${bytes}`)
  }
  return manifest.data
}

import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatasetManifest, datasetFiles } from '../contract/dataset-manifest.ts'
import { fault } from '../contract/faults/index.ts'
import type { Split } from '../contract/split.ts'
import type { AppError } from '../contract/wire.ts'
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
    const hasBoxes = (manifest.boxes?.[split] ?? 0) > 0
    const boxes = hasBoxes ? new Uint8Array(readFileSync(join(folder, `${split}.boxes.f32`))) : null
    return {
      count: manifest.counts[split],
      shape: manifest.shape,
      classes: manifest.classes.length,
      labels: new Int32Array(new Uint8Array(bytes).buffer),
      boxes: boxes && new Float32Array(boxes.buffer),
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
    if (read === 0) throw fault('images-cut-off', {})
    done += read
  }
}

function checkFiles(folder: string): DatasetManifest {
  const broken = (reason: string, cause?: unknown): AppError => fault('images-unusable', { folder, reason }, cause)
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
    const hash = manifest.data.hashes?.[name]
    if (hash !== undefined && isTouched(folder, name) && hashOf(join(folder, name)) !== hash) {
      throw broken(`${name} was changed since it was written`)
    }
  }
  return manifest.data
}

/** Written before the manifest, a file is older than it: only one that was touched since is read whole. */
function isTouched(folder: string, name: string): boolean {
  return statSync(join(folder, name)).mtimeMs > statSync(join(folder, 'dataset.json')).mtimeMs
}

function hashOf(path: string): string {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(1024 * 1024)
  const file = openSync(path, 'r')
  try {
    for (let read = 1; read > 0;) {
      read = readSync(file, chunk)
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

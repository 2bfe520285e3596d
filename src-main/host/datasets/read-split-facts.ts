import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset } from '../../contract/datasets.ts'
import { fault } from '../../contract/faults/index.ts'
import { fileReason } from '../../contract/file-faults.ts'
import type { Split } from '../../contract/split.ts'
import type { SplitFacts } from '../../core/datasets/image-set.ts'

type Facts = Pick<Dataset, 'title' | 'shape' | 'counts' | 'classes'> & { readonly folder: string }

/** Classes and boxes of a split, at once: a launch must not pause between its checks and its rows. Few bytes an image. */
export function readSplitFacts({ folder, title, shape, counts, classes }: Facts, split: Split): SplitFacts {
  const count = counts[split]
  const read = (name: string, bytes: number): ArrayBuffer | null => {
    let content: Uint8Array<ArrayBuffer>
    try {
      content = new Uint8Array(readFileSync(join(folder, name)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw fault('images-not-shown', { title, reason: `${name}: ${fileReason(error)}` }, error)
    }
    if (content.byteLength === bytes) return content.buffer
    throw fault('images-not-shown', { title, reason: `${name} has ${content.byteLength} bytes, expected ${bytes}` })
  }
  const labels = read(`${split}.labels.i32`, count * 4)
  if (!labels) throw fault('images-not-shown', { title, reason: `${split}.labels.i32 is missing` })
  const boxes = read(`${split}.boxes.f32`, count * 16)
  return {
    ...{ count, shape, classes: classes.length },
    labels: new Int32Array(labels),
    boxes: boxes && new Float32Array(boxes),
  }
}

import type { Box } from '../../contract/datasets.ts'
import { parseBoxes } from '../../core/datasets/tiny-imagenet.ts'

/** Boxes of Tiny ImageNet's images, by the path of the image below the root. */
export interface ListedBoxes {
  readonly boxes: ReadonlyMap<string, Box>
  /** What could not be understood; at most one sentence. */
  readonly warnings: readonly string[]
}

/** Reads the lists that there are: one beside each class's images, and that of the validation images. */
export async function readListedBoxes(
  wnids: readonly string[],
  readText: (path: string) => Promise<string | null>,
): Promise<ListedBoxes> {
  const lists = [
    ...wnids.map((wnid) => ({ list: `train/${wnid}/${wnid}_boxes.txt`, folder: `train/${wnid}/images/` })),
    { list: 'val/val_annotations.txt', folder: 'val/images/' },
  ]
  const boxes = new Map<string, Box>()
  let malformed = 0
  let first: string | null = null
  for (const { list, folder } of lists) {
    const found = parseBoxes((await readText(list)) ?? '')
    for (const [file, box] of found.boxes) boxes.set(folder + file, box)
    malformed += found.malformed
    if (found.firstMalformed !== null) first ??= `${list}: "${found.firstMalformed.slice(0, 80)}"`
  }
  const count = malformed === 1 ? 'One line gives no box and is' : `${malformed} lines give no box and are`
  const warnings = first === null ? [] : [`${count} left out, ${malformed === 1 ? 'in' : 'the first in'} ${first}.`]
  return { boxes, warnings }
}

import type { Box } from '../../contract/datasets.ts'
import { parseBoxes } from '../../core/datasets/tiny-imagenet.ts'
import { nameSome } from './name-some.ts'

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
  const damaged: string[] = []
  for (const { list, folder } of lists) {
    const found = parseBoxes((await readText(list)) ?? '')
    for (const [file, box] of found.boxes) boxes.set(folder + file, box)
    for (const line of found.malformed) damaged.push(`${list}: "${line.slice(0, 80)}"`)
  }
  const count = damaged.length === 1 ? 'One line gives' : `${damaged.length} lines give`
  const warnings =
    damaged.length === 0
      ? []
      : [`${count} no box and ${damaged.length === 1 ? 'is' : 'are'} left out: ${nameSome(damaged)}.`]
  return { boxes, warnings }
}

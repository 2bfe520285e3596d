import type { PackedBoxes } from '../datasets/boxes.ts'
import type { SplitFacts } from '../datasets/image-set.ts'
import { boxShare } from './box-weights.ts'
import { objectBox } from './boxed-object.ts'

/** At most so much of a background is a repeated strip, where its class has such images: ours, the paper has no such limit. */
const mostTiled = 0.5

/** Of each class, the images of a split whose background can be taken: `donors[class]`, ascending. */
export type Donors = readonly (readonly number[])[]

const known = new WeakMap<PackedBoxes, Donors>()

/**
 * Images whose box covers at most half of them; of a class that has none, those whose box leaves any background. Found
 * once for a split.
 */
export function donorsOf(split: SplitFacts): Donors {
  const { boxes } = split
  if (!boxes) return Array.from({ length: split.classes }, () => [])
  const donors = known.get(boxes) ?? findDonors(split)
  known.set(boxes, donors)
  return donors
}

function findDonors(split: SplitFacts): Donors {
  const { count, classes, labels, shape } = split
  const members = Array.from({ length: classes }, () => [] as { index: number; share: number }[])
  for (let index = 0; index < count; index++) {
    const box = objectBox(split, index)
    if (box) members[labels[index] as number]?.push({ index, share: boxShare(box, [shape[0], shape[1]]) })
  }
  return members.map((all) => {
    const open = all.filter(({ share }) => share <= mostTiled)
    return (open.length > 0 ? open : all).map(({ index }) => index)
  })
}

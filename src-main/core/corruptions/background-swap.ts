import type { Box } from '../../contract/datasets.ts'
import { boxAt } from '../datasets/boxes.ts'
import type { SplitFacts } from '../datasets/image-set.ts'
import { readPixels } from '../datasets/pixels.ts'
import { defineSceneTransform } from '../methods.ts'
import { choice } from '../params.ts'
import type { Random } from '../random.ts'
import { donorsOf } from './background-donors.ts'
import { boxWeights, keepWeighted } from './box-weights.ts'
import { feather, noiseOrSignal, objectBox, ofBoxes } from './boxed-object.ts'
import { tileBackground } from './tiled-background.ts'

type From = 'other' | 'next' | 'same'

/**
 * What lies in the object's box, at its place, before the background of another image of the split: that image's own
 * object is covered by its background (`tileBackground`, the paper's Only-BG-T). `other` is the paper's Mixed-Rand, whose
 * random class may be the image's own, too; a class is drawn, then an image. `next` is Mixed-Next: the class after the
 * image's own, in a ring. `same` is Mixed-Same, another image of its class: its accuracy less that of `other` is the
 * paper's BG-Gap. The paper cuts objects out along GrabCut's outlines; here all of the box goes along.
 */
export const backgroundSwap = defineSceneTransform({
  id: 'background-swap',
  title: 'Swapped background',
  family: 'background',
  strength: null,
  source: noiseOrSignal,
  ...ofBoxes,
  params: {
    from: choice({
      default: 'other',
      options: {
        other: 'another class (Mixed-Rand)',
        next: 'the next class (Mixed-Next)',
        same: 'its own (Mixed-Same)',
      },
      help: 'Whose background it gets.',
    }),
    feather,
  },
  suits: ({ from }, split, index) => objectBox(split, index) !== null && choicesOf(split, index, from).length > 0,
  apply({ from, feather: width }, image, { images, index }, random) {
    const donor = drawDonor(images, index, from, random)
    const background = readPixels(images, Int32Array.of(donor))
    const boxOf = (number: number): Box => boxAt(images.boxes ?? null, number) as Box
    tileBackground(background, images.shape, boxOf(donor))
    keepWeighted(image, background, boxWeights(boxOf(index), [images.shape[0], images.shape[1]], width))
  },
})

/** The image that gives the background of another one. */
function drawDonor(split: SplitFacts, index: number, from: From, random: Random): number {
  const donors = donorsOf(split)
  const classes = choicesOf(split, index, from)
  const label = classes[random.integer(classes.length)] as number
  const members = (donors[label] ?? []).filter((member) => member !== index)
  return members[random.integer(members.length)] as number
}

/** The classes that may give it, each with an image that is not its own. */
function choicesOf(split: SplitFacts, index: number, from: From): readonly number[] {
  const donors = donorsOf(split)
  const own = split.labels[index] as number
  const gives = (label: number): boolean => (donors[label] ?? []).some((member) => member !== index)
  if (from === 'same') return gives(own) ? [own] : []
  // In the order of a ring, so that the next one comes first.
  const others = Array.from({ length: split.classes - 1 }, (_, i) => (own + 1 + i) % split.classes).filter(gives)
  return from === 'next' ? others.slice(0, 1) : others
}

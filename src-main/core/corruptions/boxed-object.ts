import type { Box } from '../../contract/datasets.ts'
import { boxAt } from '../datasets/boxes.ts'
import type { SplitFacts } from '../datasets/image-set.ts'
import { number } from '../params.ts'
import { boxShare } from './box-weights.ts'

/** Images whose box covers more have no background to speak of: the limit of Xiao et al. 2021. */
export const mostCovered = 0.9

/** The box of an image that leaves a background; null where it has none, or one that does not. */
export function objectBox({ boxes = null, shape: [height, width] }: SplitFacts, index: number): Box | null {
  const box = boxAt(boxes, index)
  return box && boxShare(box, [height, width]) <= mostCovered ? box : null
}

/** What conditions that change the background say and take alike. */
export const ofBoxes = {
  needs: 'boxes around the objects',
  remedy: 'Import Tiny ImageNet with its files of boxes, or leave the condition out.',
  leftOut: 'have no box around their object, or one that covers more than 90 % of the image',
} as const

export const feather = number({
  default: 0,
  min: 0,
  max: 32,
  help: "Over how many pixels inside of the box's edges the object fades into its new background; 0: a hard edge.",
})

/** Noise or Signal, whose names are used where a condition is theirs but for the box, which is a mask of GrabCut there. */
export const noiseOrSignal =
  'Xiao et al. 2021, Noise or Signal: The Role of Image Backgrounds in Object Recognition, https://arxiv.org/abs/2006.09994'

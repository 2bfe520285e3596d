import { number } from '../params.ts'

/** The parameter that all noise augmentations share: most training images should stay as they are. */
export const noiseProbability = number({
  default: 0.25,
  min: 0,
  max: 1,
  help: 'Share of images that receive the noise.',
})

import type { ImageTransform } from '../methods.ts'
import { colorJitter } from './color-jitter.ts'
import { gaussianNoise } from './gaussian-noise.ts'
import { poissonNoise } from './poisson-noise.ts'
import { randomCrop } from './random-crop.ts'
import { randomFlip } from './random-flip.ts'
import { saltAndPepper } from './salt-and-pepper.ts'

/** Random changes of training images, in the usual order: geometry, colour, noise. */
export const augmentations: readonly ImageTransform[] = [
  randomCrop,
  randomFlip,
  colorJitter,
  gaussianNoise,
  poissonNoise,
  saltAndPepper,
]

import type { ImageTransform } from '../methods.ts'
import { colorJitter } from './color-jitter.ts'
import { gaussianNoise } from './gaussian-noise.ts'
import { poissonNoise } from './poisson-noise.ts'
import { randomCrop } from './random-crop.ts'
import { randomFlip } from './random-flip.ts'
import { saltAndPepper } from './salt-and-pepper.ts'

/**
 * The implementation that a run's record names: this one, in JavaScript beside the step. Its version changes whenever the
 * same seed would give other pixels.
 */
export const augmentationImplementation = 'worker threads, version 1'

/** Random changes of training images, in the usual order: geometry, colour, noise. */
export const augmentations: readonly ImageTransform[] = [
  randomCrop,
  randomFlip,
  colorJitter,
  gaussianNoise,
  poissonNoise,
  saltAndPepper,
]

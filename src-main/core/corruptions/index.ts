import type { ImageTransform } from '../methods.ts'
import { gaussianNoise } from './gaussian-noise.ts'
import { poissonNoise } from './poisson-noise.ts'
import { saltAndPepper } from './salt-and-pepper.ts'

/** Changes of an image that no attacker chose: conditions of an evaluation. */
export const corruptions: readonly ImageTransform[] = [gaussianNoise, poissonNoise, saltAndPepper]

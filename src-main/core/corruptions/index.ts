import type { Corruption } from '../methods.ts'
import { backgroundGray } from './background-gray.ts'
import { backgroundSwap } from './background-swap.ts'
import { brightness } from './brightness.ts'
import { contrast } from './contrast.ts'
import { defocusBlur } from './defocus-blur.ts'
import { elasticTransform } from './elastic-transform.ts'
import { fog } from './fog.ts'
import { frost } from './frost.ts'
import { gaussianBlur } from './gaussian-blur.ts'
import { gaussianNoiseC } from './gaussian-noise-c.ts'
import { gaussianNoise } from './gaussian-noise.ts'
import { glassBlur } from './glass-blur.ts'
import { impulseNoise } from './impulse-noise.ts'
import { jpegCompression } from './jpeg-compression.ts'
import { motionBlurred } from './motion-blur.ts'
import { pixelate } from './pixelate.ts'
import { poissonNoise } from './poisson-noise.ts'
import { randomPatch } from './random-patch.ts'
import { saltAndPepper } from './salt-and-pepper.ts'
import { saturate } from './saturate.ts'
import { shotNoise } from './shot-noise.ts'
import { snow } from './snow.ts'
import { spatter } from './spatter.ts'
import { speckleNoise } from './speckle-noise.ts'
import { tinyImagenetC } from './tiny-imagenet-c.ts'
import { zoomBlur } from './zoom-blur.ts'

/** The fifteen of ImageNet-C that mCE is the mean over, in the order of the paper. */
export const imagenetC = [
  gaussianNoiseC,
  shotNoise,
  impulseNoise,
  defocusBlur,
  glassBlur,
  motionBlurred,
  zoomBlur,
  snow,
  frost,
  fog,
  brightness,
  contrast,
  elasticTransform,
  pixelate,
  jpegCompression,
] as const

/** The four that its authors left for validation. */
export const imagenetCExtra = [speckleNoise, gaussianBlur, spatter, saturate] as const

/** Other surroundings of the object. */
export const backgrounds = [backgroundSwap, backgroundGray] as const

/** Changes of an image that no attacker chose: conditions of an evaluation. */
export const corruptions: readonly Corruption[] = [
  gaussianNoise,
  poissonNoise,
  saltAndPepper,
  ...imagenetC,
  ...imagenetCExtra,
  ...backgrounds,
  randomPatch,
  tinyImagenetC,
]

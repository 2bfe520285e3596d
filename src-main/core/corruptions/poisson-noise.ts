import { defineCorruption } from '../methods.ts'
import { optionalNumber } from '../params.ts'
import type { Random } from '../random.ts'
import { countDistinct } from './distinct.ts'

/** Replaces every value x by Poisson(x · peak) / peak in place and clips to [0, 1]. */
export function addPoissonNoise(image: Float32Array, peak: number, random: Random): void {
  for (let i = 0; i < image.length; i++) {
    const value = random.poisson((image[i] as number) * peak) / peak
    image[i] = value > 1 ? 1 : value
  }
}

/** skimage's peak: the number of distinct values in the image, rounded up to a power of two. */
export function peakOf(image: Float32Array): number {
  return 2 ** Math.ceil(Math.log2(countDistinct(image)))
}

/** `skimage.util.random_noise(mode="poisson")`, or a fixed peak as in Hendrycks and Dietterich 2019 (shot noise). */
export const poissonNoise = defineCorruption({
  id: 'poisson-noise',
  title: 'Poisson noise',
  family: 'poisson-noise',
  source: 'scikit-image, random_noise, https://scikit-image.org/docs/stable/api/skimage.util.html',
  params: {
    peak: optionalNumber({
      default: null,
      min: 1,
      max: 65_536,
      slides: { from: 1024, to: 1 },
      help: 'Mean count of a white pixel; fewer is noisier. None: distinct values of the image, up to a power of two.',
    }),
  },
  apply({ peak }, image, _shape, random) {
    addPoissonNoise(image, peak ?? peakOf(image), random)
  },
})

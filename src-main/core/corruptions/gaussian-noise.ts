import { defineCorruption } from '../methods.ts'
import { number } from '../params.ts'
import type { Random } from '../random.ts'

/** Adds N(0, sigma²) to every value in place and clips to [0, 1]. */
export function addGaussianNoise(image: Float32Array, sigma: number, random: Random): void {
  for (let i = 0; i < image.length; i++) {
    const value = (image[i] as number) + sigma * random.normal()
    image[i] = value < 0 ? 0 : value > 1 ? 1 : value
  }
}

/** `skimage.util.random_noise(mode="gaussian")`: its variance 0.01 is sigma 0.1. */
export const gaussianNoise = defineCorruption({
  id: 'gaussian-noise',
  title: 'Gaussian noise',
  family: 'gaussian-noise',
  source: 'scikit-image, random_noise, https://scikit-image.org/docs/stable/api/skimage.util.html',
  params: {
    sigma: number({
      ...{ default: 0.1, min: 0, max: 1, slides: { from: 0, to: 0.5 } },
      help: 'Standard deviation, pixels in [0, 1].',
    }),
  },
  apply({ sigma }, image, _shape, random) {
    addGaussianNoise(image, sigma, random)
  },
})

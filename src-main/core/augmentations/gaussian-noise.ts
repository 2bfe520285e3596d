import { addGaussianNoise } from '../corruptions/gaussian-noise.ts'
import { defineAugmentation } from '../methods.ts'
import { number } from '../params.ts'
import { noiseProbability } from './noise-probability.ts'

/** Additive Gaussian noise on a share of the images. */
export const gaussianNoise = defineAugmentation({
  id: 'gaussian-noise',
  title: 'Gaussian noise',
  shows: [{ family: 'gaussian-noise', unless: ['sigma', 'probability'] }],
  source: 'Additive noise as augmentation; law of scikit-image, random_noise',
  params: {
    sigma: number({ default: 0.05, min: 0, max: 1, help: 'Standard deviation, pixels in [0, 1].' }),
    probability: noiseProbability,
  },
  apply({ sigma, probability }, image, _shape, random) {
    if (random.uniform() < probability) addGaussianNoise(image, sigma, random)
  },
})

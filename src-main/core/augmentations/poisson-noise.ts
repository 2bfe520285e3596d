import { addPoissonNoise, peakOf } from '../corruptions/poisson-noise.ts'
import { defineAugmentation } from '../methods.ts'
import { optionalNumber } from '../params.ts'
import { noiseProbability } from './noise-probability.ts'

/**
 * Poisson (shot) noise on a share of the images. The peak is fixed by default: skimage's rule counts distinct values,
 * of which an image has thousands after colour jitter, and then the noise would all but vanish.
 */
export const poissonNoise = defineAugmentation({
  id: 'poisson-noise',
  title: 'Poisson noise',
  shows: [{ family: 'poisson-noise', unless: ['probability'] }],
  source: 'Shot noise as augmentation; law of scikit-image, random_noise',
  params: {
    peak: optionalNumber({
      default: 256,
      min: 1,
      max: 65_536,
      help: 'Mean count of a white pixel; fewer is noisier. None: distinct values of the image, up to a power of two.',
    }),
    probability: noiseProbability,
  },
  apply({ peak, probability }, image, _shape, random) {
    if (random.uniform() < probability) addPoissonNoise(image, peak ?? peakOf(image), random)
  },
})

import { addSaltAndPepper } from '../corruptions/salt-and-pepper.ts'
import { defineAugmentation } from '../methods.ts'
import { number } from '../params.ts'
import { noiseProbability } from './noise-probability.ts'

/** Salt and pepper on a share of the images. */
export const saltAndPepper = defineAugmentation({
  id: 'salt-and-pepper',
  title: 'Salt and pepper',
  shows: [{ family: 'impulse-noise', unless: ['amount', 'probability'] }],
  source: 'Impulse noise as augmentation; law of scikit-image, random_noise',
  params: {
    amount: number({ default: 0.02, min: 0, max: 1, help: 'Share of values that are replaced, channel by channel.' }),
    saltShare: number({ default: 0.5, min: 0, max: 1, help: 'Share of the replaced values that become white.' }),
    probability: noiseProbability,
  },
  apply({ amount, saltShare, probability }, image, _shape, random) {
    if (random.uniform() < probability) addSaltAndPepper(image, amount, saltShare, random)
  },
})

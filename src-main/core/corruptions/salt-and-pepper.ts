import { defineCorruption } from '../methods.ts'
import { number } from '../params.ts'
import type { Random } from '../random.ts'

/**
 * Sets a share `amount` of the values, each channel of a pixel on its own, to 1 (with probability `saltShare`) or 0.
 * In place. The distance to the next changed value is drawn from the geometric distribution: the same law as one draw
 * per value, at a fraction of the draws.
 */
export function addSaltAndPepper(image: Float32Array, amount: number, saltShare: number, random: Random): void {
  if (amount <= 0) return
  const logKept = Math.log1p(-amount)
  const gap = (): number => Math.floor(Math.log(1 - random.uniform()) / logKept)
  for (let i = gap(); i < image.length; i += 1 + gap()) image[i] = random.uniform() < saltShare ? 1 : 0
}

/** `skimage.util.random_noise(mode="s&p")`. */
export const saltAndPepper = defineCorruption({
  id: 'salt-and-pepper',
  title: 'Salt and pepper',
  family: 'impulse-noise',
  source: 'scikit-image, random_noise, https://scikit-image.org/docs/stable/api/skimage.util.html',
  params: {
    amount: number({
      ...{ default: 0.05, min: 0, max: 1, slides: { from: 0, to: 0.5 } },
      help: 'Share of values that are replaced, channel by channel.',
    }),
    saltShare: number({ default: 0.5, min: 0, max: 1, help: 'Share of the replaced values that become white.' }),
  },
  apply({ amount, saltShare }, image, _shape, random) {
    addSaltAndPepper(image, amount, saltShare, random)
  },
})

import { defineCorruption } from '../methods.ts'
import { choice, number } from '../params.ts'

/**
 * A thing in front of the object: a rectangle of the image's own proportions at a random place, wholly within the image,
 * is covered. Random erasing of Zhong et al. 2020 (algorithm 1, with a fixed area and proportion) as an evaluation.
 */
export const randomPatch = defineCorruption({
  id: 'random-patch',
  title: 'Random patch (occluder)',
  family: 'occlusion',
  source: 'Zhong et al. 2020, Random Erasing Data Augmentation, https://arxiv.org/abs/1708.04896',
  params: {
    share: number({ default: 0.2, min: 0, max: 1, help: 'Share of the image that is covered.' }),
    fill: choice({
      default: 'noise',
      options: { noise: 'random values', colour: 'one random colour', gray: 'gray' },
      help: 'What covers it.',
    }),
  },
  apply({ share, fill }, image, [height, width, channels], random) {
    const rows = Math.round(height * Math.sqrt(share))
    const columns = Math.round(width * Math.sqrt(share))
    const top = random.integer(height - rows + 1)
    const left = random.integer(width - columns + 1)
    const colour = Array.from({ length: channels }, () => (fill === 'gray' ? 0.5 : random.uniform()))
    for (let y = top; y < top + rows; y++) {
      for (let x = left; x < left + columns; x++) {
        const at = (y * width + x) * channels
        for (let channel = 0; channel < channels; channel++) {
          image[at + channel] = fill === 'noise' ? random.uniform() : (colour[channel] as number)
        }
      }
    }
  },
})

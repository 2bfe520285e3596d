import { defineAugmentation } from '../methods.ts'
import { number } from '../params.ts'
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from './color.ts'

const strength = (what: string, standard: number) =>
  number({
    default: standard,
    min: 0,
    max: 1,
    help: `The factor on ${what} is uniform in [1 − value, 1 + value]; 0 leaves it.`,
  })

/**
 * Brightness, contrast, saturation and hue, each by a factor of its own, in an order drawn anew for every image.
 * Clips to [0, 1] after each. In float throughout: torchvision on PIL images rounds to 8 bits after each.
 */
export const colorJitter = defineAugmentation({
  id: 'color-jitter',
  title: 'Colour jitter',
  shows: [
    { family: 'brightness', unless: ['brightness'] },
    { family: 'contrast', unless: ['contrast'] },
    { family: 'saturation', unless: ['saturation'] },
    { family: 'hue', unless: ['hue'] },
  ],
  source: 'torchvision, ColorJitter, https://pytorch.org/vision/stable/transforms.html',
  params: {
    brightness: strength('brightness', 0.25),
    contrast: strength('contrast', 0.25),
    saturation: strength('saturation', 0.25),
    hue: number({
      default: 0.05,
      min: 0,
      max: 0.5,
      unit: 'turns',
      help: 'The hue is shifted by uniform [−value, value] of the colour circle; 0 leaves it.',
    }),
  },
  apply({ brightness, contrast, saturation, hue }, image, [, , channels], random) {
    const around = (value: number): number => random.uniform(1 - value, 1 + value)
    for (const operation of random.permutation(4)) {
      if (operation === 0 && brightness > 0) adjustBrightness(image, around(brightness))
      else if (operation === 1 && contrast > 0) adjustContrast(image, channels, around(contrast))
      else if (operation === 2 && saturation > 0) adjustSaturation(image, channels, around(saturation))
      else if (operation === 3 && hue > 0) adjustHue(image, channels, random.uniform(-hue, hue))
    }
  },
})

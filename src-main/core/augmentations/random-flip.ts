import { defineAugmentation } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'
import { number } from '../params.ts'
import type { Random } from '../random.ts'

function flip(
  { probability }: { readonly probability: number },
  image: Float32Array | Uint8Array,
  [, width, channels]: Shape3,
  random: Random,
): void {
  if (random.uniform() >= probability) return
  for (let row = 0; row < image.length; row += width * channels) {
    let left = row
    let right = row + (width - 1) * channels
    for (; left < right; left += channels, right -= channels) {
      for (let channel = 0; channel < channels; channel++) {
        const value = image[left + channel] as number
        image[left + channel] = image[right + channel] as number
        image[right + channel] = value
      }
    }
  }
}

/** Mirrors the image left to right with probability `probability` (uniform < probability, as torchvision). */
export const randomFlip = defineAugmentation({
  id: 'random-flip',
  title: 'Random horizontal flip',
  shows: [{ family: 'mirroring', unless: ['probability'] }],
  source: 'torchvision, RandomHorizontalFlip, https://pytorch.org/vision/stable/transforms.html',
  params: {
    probability: number({ default: 0.5, min: 0, max: 1, help: 'Share of images that are mirrored.' }),
  },
  apply: flip,
  applyToBytes: flip,
})

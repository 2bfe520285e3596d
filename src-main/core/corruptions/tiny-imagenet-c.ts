import type { Family } from '../../contract/families.ts'
import { publishedCorruptions, type PublishedCorruption } from '../datasets/corrupted-images.ts'
import { pixelValues } from '../datasets/pixels.ts'
import { defineSceneTransform } from '../methods.ts'
import { choice, number } from '../params.ts'

const titles = Object.fromEntries(publishedCorruptions.map((name) => [name, name.replaceAll('_', ' ')])) as Record<
  PublishedCorruption,
  string
>

const families = {
  gaussian_noise: 'gaussian-noise',
  shot_noise: 'poisson-noise',
  impulse_noise: 'impulse-noise',
  defocus_blur: 'smooth-blur',
  glass_blur: 'glass-blur',
  motion_blur: 'motion-blur',
  zoom_blur: 'zoom-blur',
  snow: 'snow',
  frost: 'frost',
  fog: 'fog',
  brightness: 'brightness',
  contrast: 'contrast',
  elastic_transform: 'elastic',
  pixelate: 'pixelation',
  jpeg_compression: 'compression',
  speckle_noise: 'speckle-noise',
  gaussian_blur: 'smooth-blur',
  spatter: 'spatter',
  saturate: 'saturation',
} as const satisfies Readonly<Record<PublishedCorruption, Family>>

/** The published images of Tiny-ImageNet-C in the place of the validation images (`datasets/match-corrupted.ts`). */
export const tinyImagenetC = defineSceneTransform({
  id: 'tiny-imagenet-c',
  title: 'Tiny-ImageNet-C',
  source:
    'Hendrycks and Dietterich 2019, Benchmarking Neural Network Robustness to Common Corruptions and Perturbations, https://arxiv.org/abs/1903.12261',
  caveat:
    "The published images are other photographs than Tiny ImageNet's, of the same classes: one of them stands in the place of a validation image, and is no corrupted copy of it, unless the folder was made of these images.",
  familyBy: { param: 'corruption', families },
  needs: 'images of Tiny-ImageNet-C for this corruption',
  remedy: 'Attach their folder: adversarium datasets attach-corrupted <folder> --to <dataset>.',
  leftOut: 'have no file in the attached folder',
  params: {
    corruption: choice({ default: 'gaussian_noise', options: titles, help: 'The folder that is read.' }),
    severity: number({ default: 3, min: 1, max: 5, step: 1, help: 'Strength: the folder in that of the corruption.' }),
  },
  suits: ({ corruption }, { corrupted }, index) => corrupted?.has(corruption, index) === true,
  apply({ corruption, severity }, image, { images: { corrupted }, index }) {
    if (!corrupted) throw new Error('Only an image that has a corrupted one can be replaced by it.')
    pixelValues(corrupted.read(corruption, severity, index), image)
  },
})

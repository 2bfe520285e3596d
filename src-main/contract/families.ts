import { z } from 'zod'

/** What families are listed under: the four of ImageNet-C (Hendrycks and Dietterich 2019, figure 1), and three more. */
export const categories = {
  noise: 'Noise',
  blur: 'Blur',
  weather: 'Weather',
  digital: 'Digital',
  occlusion: 'Occlusion',
  background: 'Background',
  geometry: 'Geometry',
} as const
export type Category = keyof typeof categories

/**
 * Families of perturbations: those that training on one of them prepares a network for the others. One law of noise is
 * one family, whoever defined it: a network that was trained on one kind of noise does not hold under another (Geirhos et
 * al. 2018, "Generalisation in humans and deep neural networks", section 3.3), while an augmentation that looks like a
 * corruption makes its error tell little of unknown ones (Mintun et al. 2021, "On Interaction Between Augmentations and
 * Corruptions in Natural Corruption Robustness").
 */
export const families = {
  'gaussian-noise': { title: 'Gaussian noise', category: 'noise' },
  'poisson-noise': { title: 'Poisson (shot) noise', category: 'noise' },
  'impulse-noise': { title: 'Impulse noise, salt and pepper', category: 'noise' },
  'speckle-noise': { title: 'Speckle noise', category: 'noise' },
  'smooth-blur': { title: 'Defocus and Gaussian blur', category: 'blur' },
  'glass-blur': { title: 'Glass blur', category: 'blur' },
  'motion-blur': { title: 'Motion blur', category: 'blur' },
  'zoom-blur': { title: 'Zoom blur', category: 'blur' },
  snow: { title: 'Snow', category: 'weather' },
  frost: { title: 'Frost', category: 'weather' },
  fog: { title: 'Fog', category: 'weather' },
  spatter: { title: 'Spatter', category: 'weather' },
  brightness: { title: 'Brightness', category: 'weather' },
  contrast: { title: 'Contrast', category: 'digital' },
  saturation: { title: 'Saturation', category: 'digital' },
  hue: { title: 'Hue', category: 'digital' },
  elastic: { title: 'Elastic transform', category: 'digital' },
  pixelation: { title: 'Pixelation', category: 'digital' },
  compression: { title: 'JPEG compression', category: 'digital' },
  occlusion: { title: 'Occlusion', category: 'occlusion' },
  background: { title: 'Background', category: 'background' },
  translation: { title: 'Translation', category: 'geometry' },
  mirroring: { title: 'Mirroring', category: 'geometry' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly category: Category }>>

export const Family = z.enum(Object.keys(families) as [keyof typeof families, ...(keyof typeof families)[]])
export type Family = z.output<typeof Family>

/** A family that a run's training showed the network, and what of it did, as text: `gaussian-noise:sigma=0.05`. */
export const SeenFamily = z.object({ family: Family, by: z.string() })
export type SeenFamily = z.output<typeof SeenFamily>

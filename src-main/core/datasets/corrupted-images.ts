import type { MethodChoice } from '../../contract/method.ts'

/** The types of Tiny-ImageNet-C's folders, with what they are called here. */
export const publishedCorruptions = {
  gaussian_noise: 'gaussian-noise-c',
  shot_noise: 'shot-noise',
  impulse_noise: 'impulse-noise',
  defocus_blur: 'defocus-blur',
  glass_blur: 'glass-blur',
  motion_blur: 'motion-blur',
  zoom_blur: 'zoom-blur',
  snow: 'snow',
  frost: 'frost',
  fog: 'fog',
  brightness: 'brightness',
  contrast: 'contrast',
  elastic_transform: 'elastic-transform',
  pixelate: 'pixelate',
  jpeg_compression: 'jpeg-compression',
  speckle_noise: 'speckle-noise',
  gaussian_blur: 'gaussian-blur',
  spatter: 'spatter',
  saturate: 'saturate',
} as const satisfies Readonly<Record<string, MethodChoice['id']>>
export type PublishedCorruption = keyof typeof publishedCorruptions

/** Images of a split that somebody else corrupted: files that are read when they are looked at. */
export interface CorruptedImages {
  /** Whether there is one for this image under this type of corruption. */
  has(corruption: PublishedCorruption, index: number): boolean
  /** Its bytes 0 … 255, row-major, of the split's shape. Throws what is wrong with the file. */
  read(corruption: PublishedCorruption, severity: number, index: number): Uint8Array
}

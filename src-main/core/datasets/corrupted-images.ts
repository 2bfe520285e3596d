/** The types of corruption of Tiny-ImageNet-C, as its folders are called: the fifteen, and the four of its other archive. */
export const publishedCorruptions = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'defocus_blur',
  'glass_blur',
  'motion_blur',
  'zoom_blur',
  'snow',
  'frost',
  'fog',
  'brightness',
  'contrast',
  'elastic_transform',
  'pixelate',
  'jpeg_compression',
  'speckle_noise',
  'gaussian_blur',
  'spatter',
  'saturate',
] as const
export type PublishedCorruption = (typeof publishedCorruptions)[number]

/** Images of a split that somebody else corrupted: files that are read when they are looked at. */
export interface CorruptedImages {
  /** Whether there is one for this image under this type of corruption. */
  has(corruption: PublishedCorruption, index: number): boolean
  /** Its bytes 0 … 255, row-major, of the split's shape. Throws what is wrong with the file. */
  read(corruption: PublishedCorruption, severity: number, index: number): Uint8Array
}

import { bySeverity } from './by-severity.ts'
import { throughJpeg } from './jpeg.ts'

/** Saved as JPEG and read again. The constant is the quality. */
export const jpegCompression = bySeverity<number, undefined>({
  id: 'jpeg-compression',
  title: 'JPEG compression',
  family: 'compression',
  at64: [65, 58, 50, 40, 25],
  at224: [25, 18, 15, 10, 7],
  draw: () => undefined,
  render: (quality, pixels, shape) => throughJpeg(pixels, shape, quality),
})

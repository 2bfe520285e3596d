import { mapAxes } from './bands.ts'
import { bySeverity } from './by-severity.ts'
import { clippedZoom } from './clipped-zoom.ts'

/** NumPy's `arange(1, stop, step)`: its length from the quotient in floating point, its step from the first two values. */
function zooms(stop: number, step: number): Float64Array {
  const increment = 1 + step - 1
  return Float64Array.from({ length: Math.ceil((stop - 1) / step) }, (_, i) => 1 + i * increment)
}

/** The mean of the image and of its enlargements about the middle, in single precision. The constants are the factors. */
export const zoomBlur = bySeverity<Float64Array, undefined>({
  id: 'zoom-blur',
  title: 'Zoom blur',
  family: 'zoom-blur',
  at64: [zooms(1.06, 0.01), zooms(1.11, 0.01), zooms(1.16, 0.01), zooms(1.21, 0.01), zooms(1.26, 0.01)],
  at224: [zooms(1.11, 0.01), zooms(1.16, 0.01), zooms(1.21, 0.02), zooms(1.26, 0.02), zooms(1.31, 0.03)],
  draw: () => undefined,
  render(factors, pixels, shape) {
    const image = new Float64Array(pixels).map((pixel) => Math.fround(pixel / 255))
    const sum = new Float32Array(image.length)
    for (const factor of factors) {
      const zoomed = mapAxes(image, shape, clippedZoom(shape[0], factor), clippedZoom(shape[1], factor))
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + Math.fround(zoomed[i] as number)
    }
    const scale = factors.length + 1
    for (let i = 0; i < sum.length; i++) {
      sum[i] = Math.fround(Math.fround((sum[i] as number) + (image[i] as number)) / scale) * 255
    }
    return sum
  },
})

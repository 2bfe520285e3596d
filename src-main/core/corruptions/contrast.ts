import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'

/** Distances from each channel's own mean, times the constant. */
export const contrast = bySeverity<number, undefined>({
  id: 'contrast',
  title: 'Contrast',
  family: 'contrast',
  at64: [0.4, 0.3, 0.2, 0.1, 0.05],
  at224: [0.4, 0.3, 0.2, 0.1, 0.05],
  draw: () => undefined,
  render(factor, pixels, [height, width, channels]) {
    const means = new Float64Array(channels)
    pixels.forEach((pixel, i) => {
      means[i % channels] = (means[i % channels] as number) + pixel / 255
    })
    for (let channel = 0; channel < channels; channel++) {
      means[channel] = (means[channel] as number) / (height * width)
    }
    return mapUnit(pixels, (value, i) => {
      const mean = means[i % channels] as number
      return (value - mean) * factor + mean
    })
  },
})

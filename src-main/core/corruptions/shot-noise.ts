import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'

/** The draws are made from the pixels, so they come as a function of the mean. */
export type Counts = (mean: number, place: number) => number

/** Counts of photons: Poisson(x · peak) / peak. The constant is the mean count of a white pixel. */
export const shotNoise = bySeverity<number, Counts>({
  id: 'shot-noise',
  title: 'Shot noise',
  family: 'poisson-noise',
  at64: [250, 100, 50, 30, 15],
  at224: [60, 25, 12, 5, 3],
  draw: (_, _shape, random) => (mean) => random.poisson(mean),
  render: (peak, pixels, _shape, counts) => mapUnit(pixels, (value, i) => counts(value * peak, i) / peak),
})

import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'
import { plasma } from './plasma.ts'

/** `decay`: how fast the fog's detail fades from octave to octave. */
type Fog = readonly [amount: number, decay: number]

/** U(−wobble, wobble), call after call. */
export type FogDraws = (wobble: number) => number

/** Plasma added to the image, which is scaled back to its own maximum. */
export const fog = bySeverity<Fog, FogDraws>({
  id: 'fog',
  title: 'Fog',
  family: 'fog',
  at64: [
    [0.4, 3],
    [0.7, 3],
    [1, 2.5],
    [1.5, 2],
    [2, 1.75],
  ],
  at224: [
    [1.5, 2],
    [2, 2],
    [2.5, 1.7],
    [2.5, 1.5],
    [3, 1.4],
  ],
  draw: (_, _shape, random) => (wobble) => random.uniform(-wobble, wobble),
  render([amount, decay], pixels, [height, width, channels], draws) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, height, width)))
    const map = plasma(size, decay, draws)
    const brightest = pixels.reduce((most, pixel) => Math.max(most, pixel), 0) / 255
    return mapUnit(pixels, (value, i) => {
      const place = Math.floor(i / channels)
      const density = map[Math.floor(place / width) * size + (place % width)] as number
      return ((value + amount * density) * brightest) / (brightest + amount)
    })
  },
})

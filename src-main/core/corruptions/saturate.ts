import { bySeverity } from './by-severity.ts'
import { changeHsv } from './hsv.ts'

type Saturation = readonly [factor: number, offset: number]

/** The saturation of HSV times a factor, plus an offset; images of one channel stay as they are. */
export const saturate = bySeverity<Saturation, undefined>({
  id: 'saturate',
  title: 'Saturate',
  family: 'saturation',
  at64: [
    [0.3, 0],
    [0.1, 0],
    [2, 0],
    [5, 0.1],
    [30, 0.2],
  ],
  at224: [
    [0.3, 0],
    [0.1, 0],
    [2, 0],
    [5, 0.1],
    [20, 0.2],
  ],
  draw: () => undefined,
  render: ([factor, offset], pixels, [, , channels]) =>
    channels === 3
      ? changeHsv(pixels, (hsv) => {
          hsv.saturation = Math.min(1, hsv.saturation * factor + offset)
        })
      : pixels,
})

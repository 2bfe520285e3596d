import { bySeverity } from './by-severity.ts'
import { mapUnit } from './eight-bits.ts'
import { changeHsv } from './hsv.ts'

/** The constant is added to the value of HSV; to gray images themselves, which is the same. */
export const brightness = bySeverity<number, undefined>({
  id: 'brightness',
  title: 'Brightness',
  family: 'brightness',
  at64: [0.1, 0.2, 0.3, 0.4, 0.5],
  at224: [0.1, 0.2, 0.3, 0.4, 0.5],
  draw: () => undefined,
  render: (amount, pixels, [, , channels]) =>
    channels === 3
      ? changeHsv(pixels, (hsv) => {
          hsv.value = Math.min(1, hsv.value + amount)
        })
      : mapUnit(pixels, (value) => value + amount),
})

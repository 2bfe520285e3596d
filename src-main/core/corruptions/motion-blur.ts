import { bySeverity } from './by-severity.ts'
import { motionBlur, type Motion } from './motion.ts'

/** ImageMagick's motion blur at an angle of −45° to 45°, which is what is drawn. */
export const motionBlurred = bySeverity<Motion, number>({
  id: 'motion-blur',
  title: 'Motion blur',
  family: 'motion-blur',
  at64: [
    [10, 1],
    [10, 1.5],
    [10, 2],
    [10, 2.5],
    [12, 3],
  ],
  at224: [
    [10, 3],
    [15, 5],
    [15, 8],
    [15, 12],
    [20, 15],
  ],
  draw: (_, _shape, random) => random.uniform(-45, 45),
  render: (motion, pixels, shape, degrees) => motionBlur(pixels, shape, motion, degrees),
})

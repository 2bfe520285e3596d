import { bySeverity } from './by-severity.ts'
import { addSaltAndPepper } from './salt-and-pepper.ts'

/** 1 where a value becomes white, 0 where it becomes black, ½ where it stays. */
type Impulses = Float32Array

/** Salt and pepper in equal parts, each channel on its own. The constant is the share of values that are replaced. */
export const impulseNoise = bySeverity<number, Impulses>({
  id: 'impulse-noise',
  title: 'Impulse noise',
  family: 'impulse-noise',
  at64: [0.01, 0.02, 0.05, 0.08, 0.14],
  at224: [0.03, 0.06, 0.09, 0.17, 0.27],
  draw(amount, [height, width, channels], random) {
    const impulses = new Float32Array(height * width * channels).fill(0.5)
    addSaltAndPepper(impulses, amount, 0.5, random)
    return impulses
  },
  render: (_, pixels, _shape, impulses) =>
    pixels.map((pixel, i) => (impulses[i] === 0.5 ? pixel : (impulses[i] as number) * 255)),
})

/** One step of a learning-rate range test. */
interface RatePoint {
  readonly rate: number
  readonly loss: number
}

/** The course of a learning-rate range test: which rate comes next, when it has seen enough, and what it suggests. */
export interface RangeTest {
  /** The rate of the step with this index (0 first): equal factors from `from` to `to`. */
  rateAt(step: number): number
  observe(rate: number, loss: number): void
  /** The loss was not finite, or its running mean exceeded four times its smallest. */
  readonly hasEnded: boolean
  /** Of every step whose loss was finite. */
  readonly points: readonly RatePoint[]
  /** The rate of the steepest descent; null where the loss never fell. */
  readonly suggestion: number | null
}

/** Share of the running mean that a step keeps. */
const smoothing = 0.9

/**
 * Smith 2017, "Cyclical learning rates for training neural networks", section 3.3, https://arxiv.org/abs/1506.01186:
 * the rate rises over `steps` steps. It ends as fastai's finder does, and suggests as its "steep": the rate where the
 * smoothed loss falls fastest per unit of log rate. The smoothing is a centred mean, which does not lag.
 */
export function createRangeTest({ from, to, steps }: { from: number; to: number; steps: number }): RangeTest {
  const points: RatePoint[] = []
  let sum = 0
  let smallest = Infinity
  let hasEnded = false
  return {
    points,
    rateAt: (step) => from * (to / from) ** (step / (steps - 1)),
    get hasEnded() {
      return hasEnded
    },
    get suggestion() {
      return steepestRate(points)
    },
    observe(rate, loss) {
      if (!Number.isFinite(loss)) {
        hasEnded = true
        return
      }
      points.push({ rate, loss })
      sum = smoothing * sum + (1 - smoothing) * loss
      const mean = sum / (1 - smoothing ** points.length)
      smallest = Math.min(smallest, mean)
      hasEnded = mean > 4 * smallest
    },
  }
}

/** The rate at which the smoothed loss falls fastest per unit of log rate; null where it never falls. */
export function steepestRate(points: readonly RatePoint[]): number | null {
  const reach = Math.max(1, Math.round(points.length / 20))
  const smooth = points.map((_, i) => {
    // As many on both sides, so that the ends are not pulled towards the middle.
    const width = Math.min(reach, i, points.length - 1 - i)
    const near = points.slice(i - width, i + width + 1)
    return near.reduce((sum, { loss }) => sum + loss, 0) / near.length
  })
  let steepest = { slope: 0, rate: null as number | null }
  for (let i = reach; i < points.length - reach; i++) {
    const [before, after] = [points[i - reach] as RatePoint, points[i + reach] as RatePoint]
    const rise = (smooth[i + reach] as number) - (smooth[i - reach] as number)
    const slope = rise / Math.abs(Math.log(after.rate / before.rate))
    if (slope < steepest.slope) steepest = { slope, rate: (points[i] as RatePoint).rate }
  }
  return steepest.rate
}

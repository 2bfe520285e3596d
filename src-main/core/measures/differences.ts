import { wilsonInterval, z95 } from './wilson.ts'

/** A difference of two proportions with its 95 % interval, both in [−1, 1]. */
export interface Difference {
  readonly difference: number
  readonly interval: readonly [low: number, high: number]
}

/**
 * Accuracy of the second classifier minus that of the first on the same `n` images. Wald interval with half an image
 * added to each of the four outcomes: Agresti and Min 2005, "Simple improved confidence intervals for comparing matched
 * proportions", Statistics in Medicine 24. `n` = 0 gives [−1, 1].
 */
export function pairedDifference(fixed: number, broken: number, n: number): Difference {
  if (n === 0) return { difference: 0, interval: [-1, 1] }
  const total = n + 2
  const centre = (fixed - broken) / total
  const spread = (z95 / total) * Math.sqrt(fixed + broken + 1 - (fixed - broken) ** 2 / total)
  return { difference: (fixed - broken) / n, interval: [Math.max(-1, centre - spread), Math.min(1, centre + spread)] }
}

/**
 * p1 − p2 of proportions of different images, with the interval that their Wilson intervals make: method 10 of Newcombe
 * 1998, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17.
 */
export function independentDifference(
  [correct1, n1]: readonly [number, number],
  [correct2, n2]: readonly [number, number],
): Difference {
  if (n1 === 0 || n2 === 0) return { difference: 0, interval: [-1, 1] }
  const [p1, p2] = [correct1 / n1, correct2 / n2]
  const [low1, high1] = wilsonInterval(correct1, n1)
  const [low2, high2] = wilsonInterval(correct2, n2)
  const difference = p1 - p2
  return {
    difference,
    interval: [difference - Math.hypot(p1 - low1, high2 - p2), difference + Math.hypot(high1 - p1, p2 - low2)],
  }
}

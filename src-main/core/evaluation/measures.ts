const z95 = 1.959963984540054

/**
 * 95 % Wilson score interval of a proportion. `n` = 0 gives [0, 1].
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
 */
export function wilsonInterval(correct: number, n: number): [low: number, high: number] {
  if (n === 0) return [0, 1]
  const p = correct / n
  const z2 = z95 * z95
  const centre = p + z2 / (2 * n)
  const spread = z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

/**
 * Exact two-sided McNemar test of two classifiers on the same images: the probability, if both were equally good, of a
 * split of the discordant images at least as uneven as `fixed` (wrong in the first, right in the second) against
 * `broken`. 1 where no image is discordant. McNemar 1947, Psychometrika 12; binomial form of Liddell 1983.
 */
export function mcNemarExact(fixed: number, broken: number): number {
  const n = fixed + broken
  const fewer = Math.min(fixed, broken)
  if (n === 0 || fixed === broken) return 1
  // Terms of the binomial(n, 1/2), each from the one before, in logarithms: n may be 100,000.
  let logTerm = -n * Math.LN2
  let tail = Math.exp(logTerm)
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log((n - k + 1) / k)
    tail += Math.exp(logTerm)
  }
  return Math.min(1, 2 * tail)
}

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

/**
 * p values adjusted for their number, in the order of what came in: Holm 1979, "A simple sequentially rejective multiple
 * test procedure".
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const adjusted: number[] = values.map(() => 1)
  let least = 0
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (values[index] as number) * (values.length - rank)))
    adjusted[index] = least
  })
  return adjusted
}

import { createRandom } from '../random.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** What was measured of each image: row-major [n · columns]. */
export interface ImageRows {
  readonly values: Float64Array
  readonly columns: number
}

/** A measure: a function of the columns' means over images. */
export type MeasureOfMeans = (means: Float64Array) => number

export interface BootstrapOptions {
  /** The same seed gives the same interval. */
  readonly seed?: number
  readonly resamples?: number
  readonly level?: number
  readonly method?: 'bca' | 'percentile'
}

/**
 * Bootstrap interval of a measure over images, in the measure's unit: images are drawn with replacement as often as there
 * are images, and the measure is taken of each such resample. By default bias-corrected and accelerated (BCa), 95 %, 1,000
 * resamples; `percentile` takes the plain quantiles. Resamples without a finite value (a denominator of 0) are left out.
 * null with fewer than two images, or where no resample has a value.
 *
 * Formula: quantiles α = Φ(z₀ + (z₀ + z) / (1 − a (z₀ + z))) of the resampled values, z = ±1.96; z₀ = Φ⁻¹(share of them
 * below the measure); a = Σ d³ / (6 (Σ d²)^1.5), d: mean of the leave-one-out values minus each of them.
 * Source: Efron 1987, "Better bootstrap confidence intervals", JASA 82; Efron and Tibshirani 1993, chapter 14.
 * Worked example (there, table 14.1, variance of 26 values, 90 %): z₀ = 0.146, a = 0.061, BCa (115.8, 259.6), percentile
 * (100.8, 233.9), from 2,000 resamples.
 */
export function bootstrapInterval(
  rows: ImageRows,
  measure: MeasureOfMeans,
  options: BootstrapOptions = {},
): Interval | null {
  return bootstrapIntervals(rows, [measure], options)[0] ?? null
}

type Interval = [low: number, high: number]

/** The same of several measures, from the same resamples. */
export function bootstrapIntervals(
  rows: ImageRows,
  measures: readonly MeasureOfMeans[],
  options: BootstrapOptions = {},
): (Interval | null)[] {
  const steps = bootstrapSteps(rows, measures, options)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same in steps of one resample each: who has to answer others may rest between them. */
export function* bootstrapSteps(
  rows: ImageRows,
  measures: readonly MeasureOfMeans[],
  { seed = 0, resamples = 1000, level = 0.95, method = 'bca' }: BootstrapOptions = {},
): Generator<undefined, (Interval | null)[]> {
  if (rows.values.length < 2 * rows.columns) return measures.map(() => null)
  const values = measures.map(() => new Float64Array(resamples))
  let at = 0
  for (const means of resampledMeans(rows, seed, resamples)) {
    measures.forEach((measure, of) => ((values[of] as Float64Array)[at] = measure(means)))
    at++
    yield
  }
  const tails = [(1 - level) / 2, (1 + level) / 2] as const
  return measures.map((measure, of) => {
    const sorted = (values[of] as Float64Array).filter(Number.isFinite).toSorted()
    if (sorted.length === 0) return null
    const shares = method === 'percentile' ? tails : correctedShares(sorted, rows, measure, tails)
    return [quantile(sorted, shares[0]), quantile(sorted, shares[1])]
  })
}

/** Of one resample after the other; the array is the same each time. */
function* resampledMeans({ values, columns }: ImageRows, seed: number, count: number): Generator<Float64Array> {
  const n = values.length / columns
  const random = createRandom(seed, n)
  // Column after column, and how often each image was drawn: a third of the time of adding up the drawn rows.
  const byColumn = Float64Array.from(values, (_, at) => values[(at % n) * columns + Math.floor(at / n)] as number)
  const drawn = new Float64Array(n)
  const means = new Float64Array(columns)
  for (let resample = 0; resample < count; resample++) {
    drawn.fill(0)
    for (let draw = 0; draw < n; draw++) {
      const image = random.integer(n)
      drawn[image] = (drawn[image] as number) + 1
    }
    for (let column = 0; column < columns; column++) means[column] = weightedSum(byColumn, column * n, drawn) / n
    yield means
  }
}

function weightedSum(values: Float64Array, start: number, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) sum += (values[start + at] as number) * (weights[at] as number)
  return sum
}

function correctedShares(
  sorted: Float64Array,
  rows: ImageRows,
  measure: MeasureOfMeans,
  tails: readonly [number, number],
): readonly [number, number] {
  const observed = measure(columnMeans(rows))
  // Half of those that equal it count as below, as in SciPy.
  const below = sorted.reduce((sum, value) => sum + (value < observed ? 1 : value === observed ? 0.5 : 0), 0)
  const bias = normalQuantile(below / sorted.length)
  const acceleration = accelerationOf(rows, measure)
  // All resamples on one side of the measure, or nothing that varies: there is nothing to correct with.
  if (!Number.isFinite(bias) || !Number.isFinite(acceleration)) return tails
  const corrected = (tail: number): number => {
    const shifted = bias + normalQuantile(tail)
    return normalCdf(bias + shifted / (1 - acceleration * shifted))
  }
  return [corrected(tails[0]), corrected(tails[1])]
}

/** Skewness of the measure's influences, by leaving out one image after the other. */
export function accelerationOf({ values, columns }: ImageRows, measure: MeasureOfMeans): number {
  const n = values.length / columns
  const sums = columnMeans({ values, columns }).map((mean) => mean * n)
  const without = new Float64Array(columns)
  const left = Float64Array.from({ length: n }, (_, image) => {
    for (let column = 0; column < columns; column++) {
      without[column] = ((sums[column] as number) - (values[image * columns + column] as number)) / (n - 1)
    }
    return measure(without)
  })
  const mean = left.reduce((sum, value) => sum + value, 0) / n
  const [squares, cubes] = left.reduce(
    ([two, three], value) => {
      const d = mean - value
      return [two + d * d, three + d * d * d] as [number, number]
    },
    [0, 0] as [number, number],
  )
  return cubes / (6 * squares ** 1.5)
}

/** The measure's own value is that of these. */
export function columnMeans({ values, columns }: ImageRows): Float64Array {
  const sums = new Float64Array(columns)
  for (let at = 0; at < values.length; at++)
    sums[at % columns] = (sums[at % columns] as number) + (values[at] as number)
  return sums.map((sum) => (sum * columns) / values.length)
}

/** With linear interpolation between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const low = Math.floor(place)
  const from = sorted[low] as number
  return from + ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - from) * (place - low)
}

import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/core/random.ts'

const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next)

/** Mean, variance, skewness and excess kurtosis. */
function moments(values: Float64Array): { mean: number; variance: number; skewness: number; kurtosis: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const central = (power: number): number => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n
  const variance = central(2)
  return { mean, variance, skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 - 3 }
}

/** Σ (seen − expected)² / expected; its mean is `counts.length − 1`, its variance twice that. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + (count - (expected[i] as number)) ** 2 / (expected[i] as number), 0)
}

describe('createRandom', () => {
  it('has copies that go on alike and apart', () => {
    const random = createRandom(3, 1)
    random.normal()
    const copy = random.copy()
    const next = draw(5, () => random.uniform())
    expect(draw(5, () => copy.uniform())).toEqual(next)
    expect(draw(5, () => copy.uniform())).not.toEqual(next)
  })

  it('draws the same numbers for the same seed and keys, others for others', () => {
    const at = (...keys: [number, ...number[]]): number[] => {
      const random = createRandom(...keys)
      return Array.from(draw(4, () => random.uniform()))
    }
    expect(at(1, 2, 3)).toEqual(at(1, 2, 3))
    const others = [at(1, 2, 3), at(1, 3, 2), at(2, 2, 3), at(1, 2), at(1, 2, 3, 0), at(1, 2, 4)]
    expect(new Set(others.map(String)).size).toBe(others.length)
  })

  it('keeps its numbers across versions, since runs are replayed from their seed', () => {
    const random = createRandom(42, 7)
    expect([random.integer(1000), random.integer(1000), random.integer(1000)]).toMatchInlineSnapshot(`
      [
        708,
        587,
        352,
      ]
    `)
  })

  it('is uniform in [min, max)', () => {
    const random = createRandom(1)
    const values = draw(200_000, () => random.uniform(-2, 3))
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(-2)
    const counts = new Array<number>(100).fill(0)
    for (const value of values) counts[Math.floor((value + 2) * 20)]!++
    expect(
      chiSquare(
        counts,
        counts.map(() => 2000),
      ),
    ).toBeLessThan(99 + 5 * Math.sqrt(198))
  })

  it('is uniform across streams, too: the first number of 100,000 consecutive keys', () => {
    const counts = new Array<number>(50).fill(0)
    for (let key = 0; key < 100_000; key++) counts[createRandom(0, key).integer(50)]!++
    expect(
      chiSquare(
        counts,
        counts.map(() => 2000),
      ),
    ).toBeLessThan(49 + 5 * Math.sqrt(98))
  })

  it('is standard normal, tails included', () => {
    const random = createRandom(3)
    const values = draw(1_000_000, () => random.normal())
    const { mean, variance, skewness, kurtosis } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(0.005)
    expect(Math.abs(variance - 1)).toBeLessThan(0.01)
    expect(Math.abs(skewness)).toBeLessThan(0.015)
    expect(Math.abs(kurtosis)).toBeLessThan(0.03)
    // P(|z| > 1, 2, 3, 3.5, 4) from tables of the normal distribution.
    for (const [limit, p] of [
      [1, 0.3173105],
      [2, 0.0455003],
      [3, 0.0026998],
      [3.5, 0.00046526],
      [4, 6.3342e-5],
    ] as const) {
      const beyond = values.filter((value) => Math.abs(value) > limit).length
      expect(Math.abs(beyond - 1e6 * p)).toBeLessThan(5 * Math.sqrt(1e6 * p))
    }
  })

  it.each([0.05, 1, 9.9, 10.1, 30, 250, 4000])('is Poisson with mean %d', (mean) => {
    const random = createRandom(5)
    const n = 300_000
    const found = moments(draw(n, () => random.poisson(mean)))
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(mean / n))
    expect(Math.abs(found.variance / mean - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / mean) / n))
    expect(Math.abs(found.skewness - 1 / Math.sqrt(mean))).toBeLessThan(0.03 + 0.1 / mean)
  })

  it.each([2, 12, 40])('gives each count its Poisson probability at mean %d', (mean) => {
    const random = createRandom(6)
    const n = 300_000
    const counts = new Array<number>(200).fill(0)
    for (let i = 0; i < n; i++) counts[random.poisson(mean)]!++
    let probability = Math.exp(-mean)
    const expected = counts.map((_, k) => n * (k === 0 ? probability : (probability *= mean / k)))
    const common = expected.flatMap((value, k) => (value > 20 ? [k] : []))
    const value = chiSquare(
      common.map((k) => counts[k] as number),
      common.map((k) => expected[k] as number),
    )
    expect(value).toBeLessThan(common.length + 5 * Math.sqrt(2 * common.length))
  })

  it('permutes: every number once, every place equally likely', () => {
    expect([...createRandom(1).permutation(1000)].toSorted((a, b) => a - b)).toEqual([...Array(1000).keys()])
    const counts = new Array<number>(25).fill(0)
    for (let key = 0; key < 20_000; key++) {
      createRandom(9, key)
        .permutation(5)
        .forEach((value, place) => counts[5 * place + value]!++)
    }
    expect(
      chiSquare(
        counts,
        counts.map(() => 4000),
      ),
    ).toBeLessThan(24 + 5 * Math.sqrt(48))
  })
})

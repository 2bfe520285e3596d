import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SimilarityKernel } from '../../../src-main/contract/similarity.ts'
import { alignmentOf, centeredOfMinibatch, cka, unbiasedHsic } from '../../../src-main/core/measures/cka.ts'

interface Reference {
  readonly x: number[]
  readonly y: number[]
  readonly features: number
  readonly values: Readonly<Record<SimilarityKernel | 'minibatch25' | 'minibatchRbf25', number>>
}

/** Made by test/reference/cka-fixture.py with the draws of the authors' notebook. */
const path = join(import.meta.dirname, '../../fixtures/measures/cka.json')
const { x, y, features, values } = JSON.parse(readFileSync(path, 'utf8')) as Reference

function gramOf(rows: readonly number[], width = features): Float64Array {
  const n = rows.length / width
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    return Array.from({ length: width }).reduce<number>(
      (sum, _, k) => sum + (rows[i * width + k] as number) * (rows[j * width + k] as number),
      0,
    )
  })
}

describe('centered kernel alignment', () => {
  it.each([
    ['linear', 0.55761],
    ['debiased', 0.51346],
    ['rbf', 0.65483],
  ] as const)('gives the value of its authors for %s', (kernel, published) => {
    const found = cka(gramOf(x), gramOf(y), kernel)
    expect(found).toBeCloseTo(published, 5)
    expect(found).toBeCloseTo(values[kernel], 12)
  })

  it.each(['linear', 'debiased', 'rbf'] as const)('is 1 with itself, turned, scaled and moved, for %s', (kernel) => {
    const turned = Array.from({ length: x.length / features }, (_, image) => {
      const [first, second, ...rest] = x.slice(image * features, (image + 1) * features) as [number, number]
      return [3 * second + 1, -3 * first + 1, ...rest.map((value) => 3 * value - 2)]
    })
    expect(cka(gramOf(x), gramOf(turned.flat()), kernel)).toBeCloseTo(1, 10)
  })

  it('knows no alignment with a layer that tells no image from another', () => {
    const same = gramOf(Array.from({ length: 1000 }, (_, at) => at % features))
    for (const kernel of ['linear', 'debiased', 'rbf'] as const) expect(cka(gramOf(x), same, kernel)).toBeNaN()
  })

  it('does not take few images with many features for alike, where it is debiased', () => {
    const draw = (seed: number): number[] =>
      Array.from({ length: 8 * 400 }, (_, at) => Math.sin(1e4 * seed * (at + 1) ** 1.5))
    const [one, other] = [gramOf(draw(1), 400), gramOf(draw(2), 400)]
    expect(cka(one, other, 'linear')).toBeGreaterThan(0.8)
    expect(Math.abs(cka(one, other, 'debiased'))).toBeLessThan(0.4)
  })

  it.each([
    ['linear', 'minibatch25'],
    ['rbf', 'minibatchRbf25'],
  ] as const)('adds up unbiased estimates over batches, for %s', (kernel, name) => {
    const sums = [0, 0, 0]
    for (let start = 0; start < x.length; start += 25 * features) {
      const [k, l] = [x, y].map((rows) =>
        centeredOfMinibatch(gramOf(rows.slice(start, start + 25 * features)), kernel),
      ) as [Float64Array, Float64Array]
      const own = [unbiasedHsic(k, l), unbiasedHsic(k, k), unbiasedHsic(l, l)]
      own.forEach((value, at) => (sums[at] = (sums[at] as number) + value))
    }
    const [between, first, second] = sums as [number, number, number]
    expect(alignmentOf(between, first, second)).toBeCloseTo(values[name], 12)
  })
})

import { describe, expect, it } from 'vitest'
import { countDistinct } from '../../../src-main/core/corruptions/distinct.ts'
import { addGaussianNoise } from '../../../src-main/core/corruptions/gaussian-noise.ts'
import { addPoissonNoise, peakOf } from '../../../src-main/core/corruptions/poisson-noise.ts'
import { addSaltAndPepper } from '../../../src-main/core/corruptions/salt-and-pepper.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const n = 200_000
const constant = (value: number): Float32Array => new Float32Array(n).fill(value)

function meanAndDeviation(values: Float32Array): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)]
}

describe('noise', () => {
  it('Gaussian: mean 0, the given deviation, clipped at white', () => {
    const gray = constant(0.5)
    addGaussianNoise(gray, 0.05, createRandom(1))
    const [mean, deviation] = meanAndDeviation(gray)
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.001)
    expect(Math.abs(deviation - 0.05)).toBeLessThan(0.0005)
    const white = constant(1)
    addGaussianNoise(white, 0.1, createRandom(1))
    expect(Math.abs(white.filter((value) => value === 1).length / n - 0.5)).toBeLessThan(0.01)
  })

  it.each([4, 64, 1024])('Poisson: variance x / peak, in steps of 1 / peak (peak %d)', (peak) => {
    const image = constant(0.25)
    addPoissonNoise(image, peak, createRandom(2))
    const [mean, deviation] = meanAndDeviation(image)
    expect(Math.abs(mean - 0.25)).toBeLessThan(peak === 4 ? 0.01 : 0.002)
    if (peak > 4) expect(Math.abs(deviation / Math.sqrt(0.25 / peak) - 1)).toBeLessThan(0.01)
    expect(image.every((value) => Number.isInteger(value * peak))).toBe(true)
  })

  it('Poisson leaves black black', () => {
    const image = constant(0)
    addPoissonNoise(image, 255, createRandom(3))
    expect(image.every((value) => value === 0)).toBe(true)
  })

  it('takes the peak of scikit-image: distinct values, up to a power of two', () => {
    expect(peakOf(Float32Array.of(0, 0.5, 1, 0.5))).toBe(4)
    expect(peakOf(Float32Array.of(0.3, 0.3))).toBe(1)
    expect(peakOf(Float32Array.from({ length: 12_288 }, (_, i) => (i % 200) / 255))).toBe(256)
  })

  it('salt and pepper: the given share of all values, half of them white, the rest as it was', () => {
    const image = constant(0.5)
    addSaltAndPepper(image, 0.05, 0.5, createRandom(4))
    const salt = image.filter((value) => value === 1).length
    const pepper = image.filter((value) => value === 0).length
    expect(Math.abs(salt - n * 0.025)).toBeLessThan(5 * Math.sqrt(n * 0.025))
    expect(Math.abs(pepper - n * 0.025)).toBeLessThan(5 * Math.sqrt(n * 0.025))
    expect(image.filter((value) => value === 0.5)).toHaveLength(n - salt - pepper)
  })

  it('salt and pepper: neighbours are independent, amounts 0 and 1 are exact', () => {
    const image = constant(0.5)
    addSaltAndPepper(image, 0.3, 1, createRandom(5))
    const both = image.filter((value, i) => i > 0 && value === 1 && image[i - 1] === 1).length
    expect(Math.abs(both - n * 0.09)).toBeLessThan(6 * Math.sqrt(n * 0.09))
    const untouched = constant(0.5)
    addSaltAndPepper(untouched, 0, 0.5, createRandom(5))
    expect(untouched.every((value) => value === 0.5)).toBe(true)
    const whole = constant(0.5)
    addSaltAndPepper(whole, 1, 0, createRandom(5))
    expect(whole.every((value) => value === 0)).toBe(true)
  })
})

describe('countDistinct', () => {
  it('counts as a Set does, call after call', () => {
    const random = createRandom(6)
    for (const range of [1, 2, 50, 5000, 50, 3]) {
      const values = Float32Array.from({ length: 4000 }, () => random.integer(range) / 255)
      expect(countDistinct(values)).toBe(new Set(values).size)
    }
    expect(countDistinct(Float32Array.of(0, -0, 1))).toBe(2)
  })
})

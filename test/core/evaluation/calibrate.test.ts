import { describe, expect, it } from 'vitest'
import { calibrate, isFittedTo } from '../../../src-main/core/evaluation/calibrate.ts'
import { fitTemperature } from '../../../src-main/core/measures/temperature.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const n = 400
const classes = 4
const random = createRandom(3)

/** Twice as sure as they may be: classes are drawn from the softmax of half the logits. */
const logits = Float32Array.from({ length: n * classes }, () => 4 * random.normal())
const labels = Array.from({ length: n }, (_, image) => {
  const weights = Array.from(logits.subarray(image * classes, (image + 1) * classes), (z) => Math.exp(z / 2))
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = weights.findIndex((weight) => (left -= weight) < 0)
  return drawn
})
const images = Array.from({ length: n }, (_, image) => 3 * image)
const evaluated = { logits, labels, classes, images }

describe('calibrate', () => {
  it('fits one half, and is better calibrated on the other', () => {
    const { all, intervals, scaled } = calibrate(evaluated, 'fit') ?? {}
    expect(scaled?.temperature).toBeGreaterThan(1.6)
    expect(scaled?.temperature).toBeLessThan(2.6)
    expect(scaled?.after.ece).toBeLessThan((scaled?.before.ece ?? 0) / 2)
    expect(scaled?.after.nll).toBeLessThan(scaled?.before.nll ?? 0)
    expect(scaled?.after.n).toBe(images.filter((image) => !isFittedTo(image)).length)
    expect(all?.n).toBe(n)
    const [low, high] = intervals?.nll ?? [0, 0]
    expect(low).toBeLessThan(all?.nll ?? 0)
    expect(high).toBeGreaterThan(all?.nll ?? 0)
  })

  it('does not look at the half that it is judged on', () => {
    const fitted = images.flatMap((image, at) => (isFittedTo(image) ? [at] : []))
    const own = Float32Array.from(fitted.flatMap((at) => [...logits.subarray(at * classes, (at + 1) * classes)]))
    const temperature = fitTemperature({ logits: own, labels: fitted.map((at) => labels[at] as number), classes })
    expect(calibrate(evaluated, 'fit')?.scaled?.temperature).toBe(temperature)
    expect(fitted.length).toBeGreaterThan(150)
    expect(fitted.length).toBeLessThan(250)
  })

  it('takes a temperature that is given, and scales by none where none is', () => {
    expect(calibrate(evaluated, 2)?.scaled).toMatchObject({ temperature: 2 })
    expect(calibrate(evaluated, null)?.scaled).toBeNull()
    expect(calibrate({ ...evaluated, logits: new Float32Array(), labels: [], images: [] }, null)).toBeNull()
  })
})

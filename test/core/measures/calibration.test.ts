import { describe, expect, it } from 'vitest'
import { binOf, calibrationErrors, reliabilityBins } from '../../../src-main/core/measures/calibration-error.ts'
import { classify, type LabelledLogits } from '../../../src-main/core/measures/classified.ts'
import { temperatureRange } from '../../../src-main/contract/measures.ts'
import { fitTemperature } from '../../../src-main/core/measures/temperature.ts'

const classes = 5
const count = 60
const rows = Array.from({ length: count }, (_, i) =>
  Array.from({ length: classes }, (__, j) => 3 * Math.sin(1.7 * i * (j + 1) + j)),
)
const largestOf = (row: readonly number[]): number => row.indexOf(Math.max(...row))
/** Logits by a formula; one image in three has a class that has nothing to do with them. */
const formula: LabelledLogits = {
  logits: Float32Array.from(rows.flat()),
  labels: rows.map((row, i) => (i % 3 === 0 ? (i * 7) % classes : largestOf(row))),
  classes,
}
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

// Values of the formula in this file: NumPy in double precision, with the binning of gpleiss/temperature_scaling.
describe('calibration of logits', () => {
  it.each([
    [1, { ece: 0.1867048, mce: 0.4356331, nll: 1.2536018, brier: 0.5670597 }],
    [1.5313015, { ece: 0.2259424, mce: 0.4466915, nll: 1.2009675, brier: 0.593639 }],
  ])('at temperature %d', (temperature, expected) => {
    const classified = classify(formula, temperature)
    const { ece, mce } = calibrationErrors(reliabilityBins(classified))
    expect(ece).toBeCloseTo(expected.ece, 5)
    expect(mce).toBeCloseTo(expected.mce, 5)
    expect(mean(classified.loss)).toBeCloseTo(expected.nll, 5)
    expect(mean(classified.brier)).toBeCloseTo(expected.brier, 5)
  })

  it('puts images into 15 bins', () => {
    const bins = reliabilityBins(classify(formula))
    expect(bins.map(({ n }) => n)).toEqual([0, 0, 0, 3, 1, 3, 6, 11, 13, 7, 4, 10, 2, 0, 0])
  })

  it('has the worked example of one image', () => {
    const logits = Float32Array.of(Math.log(0.7), Math.log(0.2), Math.log(0.1))
    const { brier, loss, confidences, isRight } = classify({ logits, labels: [0], classes: 3 })
    expect(brier[0]).toBeCloseTo(0.14, 6)
    expect(loss[0]).toBeCloseTo(0.35667, 5)
    expect(confidences[0]).toBeCloseTo(0.7, 6)
    expect(isRight[0]).toBe(1)
  })
})

describe('calibrationErrors', () => {
  it('has the worked example', () => {
    const bins = reliabilityBins({
      confidences: Float64Array.of(0.9, 0.9, 0.9, 0.5),
      isRight: Uint8Array.of(1, 1, 0, 1),
    })
    const { ece, mce } = calibrationErrors(bins)
    expect(ece).toBeCloseTo(0.3, 12)
    expect(mce).toBeCloseTo(0.5, 12)
  })
})

describe('binOf', () => {
  it('closes every bin above', () => {
    for (let edge = 1; edge <= 15; edge++) expect(binOf(edge / 15)).toBe(edge - 1)
    expect(binOf(1 / 15 + 1e-12)).toBe(1)
    expect(binOf(1e-9)).toBe(0)
  })
})

describe('fitTemperature', () => {
  // scipy.optimize.minimize_scalar on the same loss; L-BFGS-B from 1.5 ends at 1.53130154.
  it('finds the smallest negative log-likelihood', () => expect(fitTemperature(formula)).toBeCloseTo(1.5313015, 5))

  it('has the worked example', () => {
    const logits = Float32Array.of(2, 0, 2, 0, 2, 0, 2, 0)
    expect(fitTemperature({ logits, labels: [0, 0, 0, 1], classes: 2 })).toBeCloseTo(2 / Math.log(3), 8)
  })

  it('ends at a bound where all are right, or none', () => {
    const logits = Float32Array.of(2, 0, 0, 2)
    expect(fitTemperature({ logits, labels: [0, 1], classes: 2 })).toBe(temperatureRange[0])
    expect(fitTemperature({ logits, labels: [1, 0], classes: 2 })).toBe(temperatureRange[1])
    expect(fitTemperature({ logits: new Float32Array(), labels: [], classes: 2 })).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import {
  effectiveRobustness,
  expectedAccuracy,
  fitLogitLine,
  logit,
} from '../../../src-main/core/measures/effective-robustness.ts'

const n = 10_000
const clean = [0.57, 0.7, 0.76, 0.8]
const shifted = [0.43, 0.57, 0.64, 0.69]
const models = clean.map((accuracy, at) => ({ clean: accuracy, shifted: shifted[at] as number, n }))

describe('effectiveRobustness', () => {
  // numpy.polyfit on logits.
  it('is what stands above the line through the logits', () => {
    const line = fitLogitLine(models)
    expect(line?.slope).toBeCloseTo(0.9800719, 7)
    expect(line?.intercept).toBeCloseTo(-0.5548852, 7)
    if (!line) return
    expect(expectedAccuracy(line, 0.78, n)).toBeCloseTo(0.6649782, 7)
    expect(effectiveRobustness(line, { clean: 0.78, shifted: 0.72, n })).toBeCloseTo(0.0550218, 7)
  })

  it('needs two models that differ', () => {
    expect(fitLogitLine(models.slice(0, 1))).toBeNull()
    expect(fitLogitLine([models[0], models[0]].flatMap((model) => model ?? []))).toBeNull()
  })

  it('holds accuracies of 0 and 1 half an image away from there', () => {
    expect(logit(0, 100)).toBeCloseTo(Math.log(0.005 / 0.995), 12)
    expect(logit(1, 100)).toBeCloseTo(-logit(0, 100), 12)
  })
})

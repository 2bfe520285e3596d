import { describe, expect, it } from 'vitest'
import { calibrate } from '../../../src-main/core/evaluation/calibrate.ts'
import { mergeCalibrations } from '../../../src-main/core/measures/merge-calibrations.ts'
import { createRandom } from '../../../src-main/core/random.ts'

const random = createRandom(1)
const rows = Array.from({ length: 50 }, () => Array.from({ length: 3 }, () => 3 * random.normal()))
const labels = rows.map(() => random.integer(3))

const of = (from: number, to: number, temperature: number | null) => {
  const images = Array.from({ length: to - from }, (_, at) => from + at)
  const logits = Float32Array.from(rows.slice(from, to).flat())
  const calibration = calibrate({ logits, labels: labels.slice(from, to), classes: 3, images }, temperature)
  if (!calibration) throw new Error('There are images.')
  return calibration
}

describe('mergeCalibrations', () => {
  it('is that of all images, but for the intervals', () => {
    const merged = mergeCalibrations(of(0, 20, 1.5), of(20, 50, 1.5))
    const whole = of(0, 50, 1.5)
    const rounded = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (_, it: unknown) => (typeof it === 'number' ? Number(it.toFixed(10)) : it))
    expect(rounded(merged.all)).toEqual(rounded(whole.all))
    expect(rounded(merged.scaled)).toEqual(rounded(whole.scaled))
    expect(merged.intervals).toEqual({ ece: null, brier: null, nll: null })
  })

  it('keeps to one temperature', () => {
    const second = of(20, 50, 2)
    expect(mergeCalibrations(of(0, 20, 1.5), second).scaled).toEqual(second.scaled)
    expect(mergeCalibrations(of(0, 20, 1.5), of(20, 50, null)).scaled).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { medianStopping } from '../../../src-main/core/stop-rules/median-stopping.ts'

const others = [
  [0.2, 0.4],
  [0.3, 0.5],
  [0.1, 0.2],
]
const options = { fromEpoch: 1, minRuns: 3, better: 'larger' as const }

describe('median stopping', () => {
  it('ends a run whose best is worse than the median of the others’ running means', () => {
    expect(medianStopping([0.1, 0.29], others, options)).toBeCloseTo(0.3, 12)
    expect(medianStopping([0.31, 0.1], others, options)).toBeNull()
    // Strictly worse: the first epoch's median is 0.2.
    expect(medianStopping([0.2], others, options)).toBeNull()
    expect(medianStopping([0.19], others, options)).toBe(0.2)
  })

  it('takes less for better where the measure is a loss', () => {
    const loss = { ...options, better: 'smaller' as const }
    expect(medianStopping([0.31, 0.35], others, loss)).toBeCloseTo(0.3, 12)
    expect(medianStopping([0.29, 0.9], others, loss)).toBeNull()
  })

  it('waits for its epoch and for enough runs that came as far', () => {
    expect(medianStopping([0, 0], others, { ...options, fromEpoch: 3 })).toBeNull()
    expect(medianStopping([0, 0], others.slice(1), options)).toBeNull()
    expect(medianStopping([0, 0, 0], others, options)).toBeNull()
  })
})

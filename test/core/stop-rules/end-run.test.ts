import { describe, expect, it } from 'vitest'
import { StopRules } from '../../../src-main/contract/stop-rules.ts'
import { reasonToBeginNone, reasonToEnd } from '../../../src-main/core/stop-rules/end-run.ts'

describe('rules of an experiment', () => {
  it('say in a sentence why a run ends', () => {
    const others = [[0.5], [0.6], [0.7]]
    expect(reasonToEnd(StopRules.parse({ median: {} }), [0.4], others)).toBe(
      'Median rule: after epoch 1 its best validation-accuracy was worse than 0.6, the median of 3 other runs.',
    )
    expect(reasonToEnd(StopRules.parse({ halving: {} }), [0.4], others)).toBe(
      'Successive halving: after epoch 1 it stood 4 of 4 by validation-accuracy, and the first 1 go on.',
    )
    expect(reasonToEnd(StopRules.parse({ measure: 'validation-loss', halving: {} }), [0.4], others)).toBeNull()
    expect(reasonToEnd(StopRules.parse({}), [0], others)).toBeNull()
  })

  it('say when no further run begins', () => {
    const spent = { minutes: 10, runs: 4, best: 0.8 }
    const of = (rules: object, more = {}) => reasonToBeginNone(StopRules.parse(rules), { ...spent, ...more })
    expect(of({ maxMinutes: 10 })).toMatchObject({ endsRunning: true })
    expect(of({ maxMinutes: 10.1 })).toBeNull()
    expect(of({ target: 0.8 })).toMatchObject({
      endsRunning: false,
      reason: expect.stringContaining('has validation-accuracy 0.8'),
    })
    expect(of({ target: 0.81 })).toBeNull()
    expect(of({ target: 0.9, measure: 'validation-loss' })).not.toBeNull()
    expect(of({ target: 0 }, { best: null })).toBeNull()
    expect(of({ maxRuns: 4 })).toMatchObject({ reason: 'The experiment’s 4 runs have ended.'.replace('’', "'") })
  })
})

import { describe, expect, it } from 'vitest'
import { canGoElsewhere } from '../../../../src-renderer/lib/runs/can-go-elsewhere.ts'
import { aRun } from '../../support/samples.ts'

describe('canGoElsewhere', () => {
  const waiting = aRun({ state: 'queued', step: 0, startedAt: null })

  it('holds for runs of one experiment that never began', () => {
    expect(canGoElsewhere([waiting, { ...waiting, id: 'b', state: 'cancelled' }])).toBe(true)
  })

  it('holds for none, for one that has begun or is done, for a fork, and for two experiments not', () => {
    expect(canGoElsewhere([])).toBe(false)
    expect(canGoElsewhere([{ ...waiting, state: 'cancelled', step: 3 }])).toBe(false)
    expect(canGoElsewhere([{ ...waiting, state: 'done' }])).toBe(false)
    expect(canGoElsewhere([{ ...waiting, origin: { run: 'a', checkpoint: 1, epoch: 1 } }])).toBe(false)
    expect(canGoElsewhere([waiting, { ...waiting, experimentId: 'other' }])).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { planRound, victims } from './plan-round.ts'

const plans = (seed: number, hasWindow = true) =>
  Array.from({ length: 300 }, (_, round) => planRound(seed, round, { hasWindow }))

describe('planRound', () => {
  it('follows from seed and number alone, so that a round can be repeated', () => {
    expect(plans(3)).toEqual(plans(3))
    expect(plans(4)).not.toEqual(plans(3))
  })

  it('hits every process, by both signals, at random and in the writing of files', () => {
    const blows = plans(5).flatMap((plan) => plan.blows)
    expect(new Set(blows.map(({ victim }) => victim))).toEqual(new Set(victims))
    expect(new Set(blows.map(({ signal }) => signal))).toEqual(new Set(['SIGKILL', 'SIGTERM']))
    expect(new Set(blows.map(({ moment }) => moment.kind))).toEqual(new Set(['time', 'announcement', 'file']))
  })

  it('opens no window where none can be', () => {
    expect(plans(6, false).filter(({ program }) => program === 'window')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { Curve } from '../../../src-main/core/stop-rules/curve.ts'
import { successiveHalving } from '../../../src-main/core/stop-rules/successive-halving.ts'

const options = { firstEpoch: 1, factor: 3, better: 'larger' as const }

/** Which of runs that come to a rung one after the other go on. */
const goesOn = (values: readonly number[]): boolean[] =>
  values.map(
    (value, index) =>
      successiveHalving(
        [value],
        values.slice(0, index).map((v) => [v]),
        options,
      ) === null,
  )

describe('successive halving', () => {
  it('lets the best third of those that have come go on', () => {
    expect(goesOn([0.3, 0.4, 0.2, 0.5, 0.1])).toEqual([true, true, false, true, false])
    // The sixth run makes room for two.
    expect(goesOn([0.3, 0.4, 0.2, 0.5, 0.1, 0.45])).toEqual([true, true, false, true, false, true])
  })

  it('says how a run stands that ends', () => {
    expect(successiveHalving([0.1], [[0.3], [0.2]], options)).toEqual({ place: 3, runs: 3, kept: 1 })
  })

  it('looks at rungs only, and at those who came there', () => {
    const others: Curve[] = [
      [0.9, 0.9],
      [0.9, 0.9, 0.9],
    ]
    expect(successiveHalving([0, 0], others, options)).toBeNull()
    expect(successiveHalving([0, 0, 0.8], others, options)).toEqual({ place: 2, runs: 2, kept: 1 })
    expect(successiveHalving([0, 0, 0.8], others, { ...options, firstEpoch: 2 })).toBeNull()
  })

  it('ends a run without a value, and keeps equals', () => {
    expect(successiveHalving([Number.NaN], [[0.3]], options)).toMatchObject({ place: 2 })
    expect(successiveHalving([0.3], [[0.3]], options)).toBeNull()
  })
})

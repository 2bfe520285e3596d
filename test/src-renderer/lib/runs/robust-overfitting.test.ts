import { describe, expect, it } from 'vitest'
import { robustOverfitting } from '../../../../src-renderer/lib/runs/robust-overfitting.ts'
import { point } from '../../support/samples.ts'

const series = (robust: readonly number[], clean: readonly number[]) =>
  new Map([
    [
      'attacked-validation-accuracy',
      robust.map((value, at) => point('attacked-validation-accuracy', (at + 1) * 10, value)),
    ],
    ['validation-accuracy', clean.map((value, at) => point('validation-accuracy', (at + 1) * 10, value))],
  ])

describe('robustOverfitting', () => {
  it('is a fall of robust accuracy since its best while clean accuracy has not fallen', () => {
    expect(robustOverfitting(series([0.2, 0.34, 0.31], [0.5, 0.6, 0.65]))).toEqual({
      fallen: expect.closeTo(0.03) as number,
      bestEpoch: 2,
    })
  })

  it('is neither a small fall, nor one that clean accuracy shares, nor a run without an attack', () => {
    expect(robustOverfitting(series([0.2, 0.34, 0.33], [0.5, 0.6, 0.65]))).toBeNull()
    expect(robustOverfitting(series([0.2, 0.34, 0.3], [0.5, 0.6, 0.55]))).toBeNull()
    expect(robustOverfitting(new Map())).toBeNull()
  })
})

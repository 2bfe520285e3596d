import { describe, expect, it } from 'vitest'
import { perturbationOf } from '../../../src-main/core/evaluation/perturbation.ts'

describe('perturbationOf', () => {
  it('gives the largest change, its Euclidean length and the share of changed values', () => {
    const clean = Float32Array.of(0.5, 0.25, 1, 0)
    expect(perturbationOf(clean, Float32Array.of(0.75, 0.25, 0.5, 0))).toEqual({
      linf: 0.5,
      l2: Math.hypot(0.25, 0.5),
      changed: 0.5,
    })
    expect(perturbationOf(clean, clean)).toEqual({ linf: 0, l2: 0, changed: 0 })
  })
})

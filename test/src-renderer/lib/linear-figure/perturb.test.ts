import { describe, expect, it } from 'vitest'
import { aroundGrey, asGreys, l1Norm, valueOf, worstOf } from '../../../../src-renderer/lib/linear-figure/perturb.ts'

const model = { weights: Float32Array.of(2, -1, 0), bias: -0.25 }
const pixels = Float32Array.of(0.5, 0.25, 1)

describe('the worst perturbation of a linear model', () => {
  it('moves every pixel by epsilon against the sign of its weight, for the other class the other way', () => {
    expect([...worstOf(pixels, 1, model, { epsilon: 0.5, clip: false })]).toEqual([0, 0.75, 1])
    expect([...worstOf(pixels, -1, model, { epsilon: 0.5, clip: false })]).toEqual([1, -0.25, 1])
    expect([...worstOf(pixels, -1, model, { epsilon: 0.5, clip: true })]).toEqual([1, 0, 1])
  })

  it('takes ε‖w‖₁ off the margin', () => {
    const clean = valueOf(pixels, model)
    expect(clean).toBe(0.5)
    expect(l1Norm(model.weights)).toBe(3)
    expect(valueOf(worstOf(pixels, 1, model, { epsilon: 0.5, clip: false }), model)).toBe(clean - 1.5)
    expect(valueOf(worstOf(pixels, -1, model, { epsilon: 0.5, clip: false }), model)).toBe(clean + 1.5)
  })
})

describe('greys', () => {
  it('have zero in the middle, also where all is zero', () => {
    expect([...aroundGrey(Float32Array.of(-2, 0, 1), 2)]).toEqual([0, 0.5, 0.75])
    expect([...aroundGrey(Float32Array.of(0), 0)]).toEqual([0.5])
  })

  it('show the same perturbation on every image where the first class is inverted', () => {
    const look = { isSigned: true, beyond: 1 } as const
    const worst = { epsilon: 1, clip: false }
    const change = (sign: 1 | -1): number[] => {
      const [before, after] = [pixels, worstOf(pixels, sign, model, worst)].map((values) =>
        asGreys(values, { ...look, sign }),
      )
      return Array.from(after ?? [], (grey, i) => grey - (before?.[i] as number))
    }
    expect(change(1)).toEqual([-0.25, 0.25, 0])
    expect(change(-1)).toEqual(change(1))
  })

  it('leave pixels as they are where nothing goes beyond the range, and make room where it does', () => {
    expect(asGreys(pixels, { sign: -1, isSigned: false, beyond: 0 })).toBe(pixels)
    expect([...asGreys(Float32Array.of(-0.5, 0.5, 1.5), { sign: 1, isSigned: false, beyond: 0.5 })]).toEqual([
      0, 0.5, 1,
    ])
  })
})

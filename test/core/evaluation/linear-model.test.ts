import { describe, expect, it } from 'vitest'
import { countWrong, linearModelOf } from '../../../src-main/core/evaluation/linear-model.ts'

/** Two pixels; w = (2, −1), b = −0.25. */
const model = linearModelOf(Float32Array.of(0.5, 2.5, 1, 0), Float32Array.of(0.5, 0.25))
const radii = [0, 0.05, 0.1, 0.2, 0.25, 0.5]

describe('a softmax over two classes', () => {
  it('is logistic regression with the difference of the weights', () => {
    expect([...model.weights]).toEqual([2, -1])
    expect(model.bias).toBe(-0.25)
  })
})

describe('images that are wrong under the worst perturbation', () => {
  // Margins: 2·1 − 0.25 = 1.75; −(2·0.2 − 1 − 0.25) = 0.85; −(2·1 − 0.25) = −1.75.
  const images = { pixels: Uint8Array.of(255, 0, 51, 255, 255, 0), labels: [1, 0, 0] }

  it('follow from the L1 norm where pixels may leave the range: a margin falls by 3ε', () => {
    const { unclipped } = countWrong(model, images, radii)
    // 0.85 / 3 = 0.283; 1.75 / 3 = 0.583.
    expect(unclipped).toEqual([1, 1, 1, 1, 1, 2])
    expect(countWrong(model, images, [0.28, 0.29, 0.58, 0.59]).unclipped).toEqual([1, 2, 2, 3])
  })

  it('are fewer where pixels stay in it: what the range cuts off counts', () => {
    // The first has room for both pixels, the second too (0.8 up, 1 down).
    const { clipped } = countWrong(model, images, [0.28, 0.29, 0.58, 0.59])
    expect(clipped).toEqual([1, 2, 2, 3])
    // Of a black image of the second class w·x + b = 0.05 falls only as its second pixel rises.
    const black = { pixels: Uint8Array.of(0, 0), labels: [1] }
    const other = { ...model, bias: 0.05 }
    expect(countWrong(other, black, [0.016, 0.017, 0.049, 0.051])).toEqual({
      unclipped: [0, 1, 1, 1],
      clipped: [0, 0, 0, 1],
      undecided: [0, 0, 0, 0],
    })
  })

  it('are undecided where float32 may round the margin to either side', () => {
    // Margin 1.75 of the first image falls by 3ε.
    const one = { pixels: Uint8Array.of(255, 0), labels: [1] }
    const at = 1.75 / 3
    expect(countWrong(model, one, [at - 1e-6, at - 1e-8, at + 1e-8, at + 1e-6]).undecided).toEqual([0, 1, 1, 0])
  })

  it('are those that every brute perturbation of the corners finds', () => {
    let seed = 1
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const weights = Float32Array.from({ length: 6 }, () => random() - 0.5)
    const pixels = Uint8Array.from({ length: 6 * 40 }, () => Math.floor(256 * random()))
    const labels = Array.from({ length: 40 }, () => (random() > 0.5 ? 1 : 0))
    const own = { weights, bias: 0.05 }
    const radius = 0.15
    const isWrong = (image: number, corner: number, isClipped: boolean): boolean => {
      let value = own.bias
      for (let i = 0; i < 6; i++) {
        const moved = (pixels[image * 6 + i] as number) / 255 + ((corner >> i) & 1 ? radius : -radius)
        value += (weights[i] as number) * (isClipped ? Math.min(1, Math.max(0, moved)) : moved)
      }
      return labels[image] === 1 ? value <= 0 : value > 0
    }
    const brute = (isClipped: boolean): number =>
      labels.filter((_, image) =>
        Array.from({ length: 64 }, (__, corner) => corner).some((corner) => isWrong(image, corner, isClipped)),
      ).length
    const found = countWrong(own, { pixels, labels }, [radius])
    expect([found.unclipped, found.clipped]).toEqual([[brute(false)], [brute(true)]])
    expect(found.unclipped[0]).toBeGreaterThan(found.clipped[0] as number)
  })
})

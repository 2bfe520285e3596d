import { describe, expect, it } from 'vitest'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)

describe('readPixels', () => {
  it('gives every byte its value in [0, 1], in the order that was asked for', () => {
    const set = {
      count: 64,
      shape: [2, 2, 1] as const,
      classes: 2,
      labels: new Int32Array(64),
      read: (indices: ArrayLike<number>, target: Uint8Array) =>
        Array.from(indices).forEach((image, i) => target.set(bytes.subarray(image * 4, image * 4 + 4), i * 4)),
    }
    const pixels = readPixels(set, Int32Array.of(63, 0))
    expect(pixels).toEqual(Float32Array.of(252 / 255, 253 / 255, 254 / 255, 1, 0, 1 / 255, 2 / 255, 3 / 255))
  })
})

import { describe, expect, it } from 'vitest'
import { chamferDistance } from '../../../src-main/core/corruptions/chamfer-distance.ts'

describe('chamferDistance', () => {
  it("is OpenCV's: 1 aside, 1.4 aslant, 2.1969 for a knight's move, Infinity without a mark", () => {
    const marks = new Uint8Array(49)
    marks[24] = 1
    const distance = chamferDistance(marks, 7, 7)
    const at = (dy: number, dx: number): number => distance[(3 + dy) * 7 + 3 + dx] as number
    expect(at(0, 0)).toBe(0)
    for (const [dy, dx, length] of [
      [0, 1, 1],
      [-2, 0, 2],
      [1, -1, 1.4],
      [2, 1, 2.1969],
      [-1, -2, 2.1969],
      [3, 3, 4.2],
    ] as const) {
      expect(at(dy, dx)).toBeCloseTo(length, 4)
    }
    expect(chamferDistance(new Uint8Array(9), 3, 3).every((value) => value === Infinity)).toBe(true)
  })
})

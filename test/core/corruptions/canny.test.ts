import { describe, expect, it } from 'vitest'
import { cannyEdges } from '../../../src-main/core/corruptions/canny.ts'

describe('cannyEdges', () => {
  it('finds the border of a bright square, one pixel wide, and nothing where all is flat', () => {
    const image = new Uint8Array(20 * 20)
    for (let y = 6; y < 14; y++) image.fill(200, y * 20 + 6, y * 20 + 14)
    const edges = cannyEdges(image, [20, 20], [50, 150])
    const row = [...edges.subarray(10 * 20, 11 * 20)]
    expect(row.reduce((sum, edge) => sum + edge, 0)).toBe(2)
    expect(edges[10 * 20 + 10]).toBe(0)
    expect(cannyEdges(new Uint8Array(400).fill(90), [20, 20], [50, 150]).every((edge) => edge === 0)).toBe(true)
  })

  it('takes what is above the low threshold only where it hangs together with what is above the high one', () => {
    const step = (height: number): Uint8Array =>
      Uint8Array.from({ length: 400 }, (_, i) => (i % 20 >= 10 ? (i < 200 ? height : 25) : 0))
    const count = (image: Uint8Array): number =>
      cannyEdges(image, [20, 20], [50, 150]).reduce((sum, edge) => sum + edge, 0)
    // A step of 25 has a gradient of 100: between the thresholds. One of 60 has 240.
    expect(count(step(25))).toBe(0)
    expect(count(step(60))).toBeGreaterThanOrEqual(18)
  })
})

import { describe, expect, it } from 'vitest'
import { withinBorder, type Border } from '../../../src-main/core/corruptions/borders.ts'

const around = (size: number, border: Border): number[] =>
  Array.from({ length: 3 * size + 2 }, (_, i) => withinBorder(i - size - 1, size, border))

describe('withinBorder', () => {
  it('repeats the last value, or mirrors with it once or twice, however far', () => {
    expect(around(3, 'replicate')).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2])
    expect(around(3, 'mirror')).toEqual([0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2])
    expect(around(3, 'reflect')).toEqual([2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0])
  })

  it.each(['replicate', 'mirror', 'reflect'] as const)('%s of a single value is that value', (border) => {
    expect(around(1, border)).toEqual([0, 0, 0, 0, 0])
  })
})

import { describe, expect, it } from 'vitest'
import { nearestByCosine } from '../../../src-main/core/evaluation/nearest.ts'

const rows = (...values: number[][]): Float32Array => Float32Array.from(values.flat())

describe('nearestByCosine', () => {
  it('orders rows by direction alone, equal ones as they stand', () => {
    const found = nearestByCosine(rows([1, 0]), rows([-3, 0], [1, 1], [10, 0], [0, 2], [0.5, 0]), 4)
    expect(found.map(({ row }) => row)).toEqual([2, 4, 1, 3])
    expect(found.map(({ similarity }) => similarity)).toEqual([1, 1, expect.closeTo(Math.SQRT1_2, 12), 0])
  })

  it('gives as many as there are, and takes what is zero for unlike', () => {
    expect(nearestByCosine(rows([1, 2]), rows([0, 0], [2, 4]), 8)).toEqual([
      { row: 1, similarity: expect.closeTo(1, 12) },
      { row: 0, similarity: 0 },
    ])
    expect(nearestByCosine(rows([0, 0]), rows([1, 2]), 8)).toEqual([{ row: 0, similarity: 0 }])
    expect(nearestByCosine(rows([1, 2]), rows(), 8)).toEqual([])
  })
})

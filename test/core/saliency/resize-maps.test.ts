import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { resizeMaps, type Resizing } from '../../../src-main/core/saliency/resize-maps.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const resize = (values: number[][], resizing: Resizing, height: number, width: number): number[][] =>
  tf.tidy(() => {
    const maps = tf.tensor3d([values])
    return (resizeMaps(maps, resizing, [height, width, 3]).arraySync() as number[][][])[0] as number[][]
  })

describe('resizeMaps', () => {
  beforeAll(useJavaScript)

  // Each by scipy.ndimage.zoom of SciPy 1.17.1, order 1 or 3, rounded to six digits.
  it.each([
    ['bilinear', [[0, 1, 4]], 1, 5, [[0, 0.5, 1, 2.5, 4]]],
    ['cubic', [[0, 1, 4]], 1, 5, [[0, 0.125, 1, 2.875, 4]]],
    ['cubic', [[3, -1]], 1, 3, [[3, 1, -1]]],
    [
      'blocks',
      [[1, 2, 3]],
      2,
      6,
      [
        [1, 1, 2, 2, 3, 3],
        [1, 1, 2, 2, 3, 3],
      ],
    ],
  ] as const)('%s of %j', (resizing, values, height, width, expected) => {
    const found = resize(
      values.map((row) => [...row]),
      resizing,
      height,
      width,
    )
    found.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i]?.[j] ?? Number.NaN, 5)))
  })

  it.each(['bilinear', 'cubic', 'blocks'] as const)('%s: one value fills the image, corners stay', (resizing) => {
    expect(resize([[7]], resizing, 2, 3)).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ])
    const corners = resize(
      [
        [1, 2, 5],
        [3, 0, 1],
        [-1, 2, 4],
      ],
      resizing,
      6,
      6,
    )
    for (const [row, column, value] of [
      [0, 0, 1],
      [0, 5, 5],
      [5, 0, -1],
      [5, 5, 4],
    ] as const) {
      expect(corners[row]?.[column]).toBeCloseTo(value, 4)
    }
  })
})

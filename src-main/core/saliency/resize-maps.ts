import * as tf from '@tensorflow/tfjs-core'
import { withinBorder } from '../corruptions/borders.ts'
import type { Shape3 } from '../network/network.ts'
import { choice } from '../params.ts'
import { alongRowsAndColumns, axisMatrix, type AxisMatrix } from './axis-matrices.ts'

const options = {
  bilinear: 'Bilinear',
  cubic: 'Cubic spline, as keras-vis',
  blocks: 'Blocks of the raw values',
} as const

export type Resizing = keyof typeof options

export const resizeParam = choice<Resizing>({
  default: 'bilinear',
  options,
  help: "How the layer's map comes to the size of the image. Bilinear, with the corners aligned, is what tf-keras-vis does; a cubic spline can go beyond the layer's smallest and largest value.",
})

/**
 * Maps [batch, height, width] at the size of `shape`. `bilinear` and `cubic` are SciPy's `zoom` of order 1 and 3, with
 * the corners aligned; `blocks` repeats each value.
 */
export function resizeMaps(maps: tf.Tensor3D, resizing: Resizing, [height, width]: Shape3): tf.Tensor3D {
  const [, rows, columns] = maps.shape
  const matrix = matrices[resizing]
  return tf.tidy(() => {
    const resized = alongRowsAndColumns(tf.expandDims(maps, 3), matrix(rows, height), matrix(columns, width))
    return tf.squeeze(resized, [3])
  })
}

const matrices: Readonly<Record<Resizing, (from: number, to: number) => AxisMatrix>> = {
  blocks: (from, to) => axisMatrix(from, to, (row) => [[Math.floor((row * from) / to), 1]]),
  bilinear: (from, to) =>
    axisMatrix(from, to, (row) => {
      const [place, share] = placeOf(row, from, to)
      return [
        [place, 1 - share],
        [Math.min(place + 1, from - 1), share],
      ]
    }),
  cubic(from, to) {
    const coefficients = Array.from({ length: from }, (_, place) => splineCoefficients(from, place))
    return axisMatrix(from, to, (row) => {
      const [place, t] = placeOf(row, from, to)
      const weights = [(1 - t) ** 3, 4 - 6 * t ** 2 + 3 * t ** 3, 1 + 3 * t + 3 * t ** 2 - 3 * t ** 3, t ** 3]
      return coefficients.map((ofPlace, at): [number, number] => [
        at,
        weights.reduce(
          (sum, weight, i) => sum + (weight / 6) * (ofPlace[withinBorder(place - 1 + i, from, 'mirror')] ?? 0),
          0,
        ),
      ])
    })
  },
}

/** Where a value of the larger axis lies in the smaller one, the ends on the ends: the place before it, and how far on. */
function placeOf(row: number, from: number, to: number): [place: number, share: number] {
  const at = to === 1 ? 0 : (row * (from - 1)) / (to - 1)
  const place = Math.min(Math.floor(at), from - 1)
  return [place, at - place]
}

/**
 * The coefficients of the cubic B-spline through 1 at `place` and 0 elsewhere, mirrored at the ends: the solution of
 * (c[i − 1] + 4 c[i] + c[i + 1]) / 6 = f[i] (Unser et al. 1993), by elimination.
 */
function splineCoefficients(length: number, place: number): Float64Array {
  const solution = Float64Array.from({ length }, (_, i) => (i === place ? 6 : 0))
  if (length === 1) return Float64Array.of(1)
  const above = new Float64Array(length)
  const upper = (i: number): number => (i === 0 ? 2 : 1)
  const lower = (i: number): number => (i === length - 1 ? 2 : 1)
  let pivot = 4
  for (let i = 0; i < length; i++) {
    if (i > 0) {
      pivot = 4 - lower(i) * (above[i - 1] ?? 0)
      solution[i] = (solution[i] ?? 0) - lower(i) * (solution[i - 1] ?? 0)
    }
    above[i] = upper(i) / pivot
    solution[i] = (solution[i] ?? 0) / pivot
  }
  for (let i = length - 2; i >= 0; i--) solution[i] = (solution[i] ?? 0) - (above[i] ?? 0) * (solution[i + 1] ?? 0)
  return solution
}

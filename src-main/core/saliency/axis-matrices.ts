import * as tf from '@tensorflow/tfjs-core'

/** A linear map of the values along one axis: [to, from]. */
export interface AxisMatrix {
  readonly to: number
  readonly from: number
  /** Row-major. */
  readonly values: Float32Array
}

/** Applies a matrix to the rows and one to the columns of x [batch, height, width, channels]. */
export function alongRowsAndColumns(x: tf.Tensor4D, rows: AxisMatrix, columns: AxisMatrix): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, , , channels] = x.shape
    const matrix = ({ values, to, from }: AxisMatrix): tf.Tensor2D => tf.tensor2d(values, [to, from])
    // The axis last, all others in one: a product of two matrices.
    const byColumn = tf.reshape(tf.transpose(x, [0, 1, 3, 2]), [-1, columns.from])
    const across = tf.reshape(tf.matMul(byColumn, matrix(columns), false, true), [
      batch,
      rows.from,
      channels,
      columns.to,
    ])
    const byRow = tf.reshape(tf.transpose(across, [0, 2, 3, 1]), [-1, rows.from])
    const down = tf.reshape(tf.matMul(byRow, matrix(rows), false, true), [batch, channels, columns.to, rows.to])
    return tf.transpose(down, [0, 3, 2, 1]) as tf.Tensor4D
  })
}

/** A matrix from its rows: for each of `to` places, [place in `from`, weight] of what it takes. */
export function axisMatrix(
  from: number,
  to: number,
  rowOf: (place: number) => Iterable<readonly [place: number, weight: number]>,
): AxisMatrix {
  const values = new Float32Array(to * from)
  for (let row = 0; row < to; row++) {
    for (const [place, weight] of rowOf(row)) values[row * from + place] = (values[row * from + place] ?? 0) + weight
  }
  return { to, from, values }
}

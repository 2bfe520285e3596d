import * as tf from '@tensorflow/tfjs-core'

/** The images with these rows, in this order. */
export function gatherRows<T extends tf.Tensor>(tensor: T, rows: readonly number[]): T {
  return tf.tidy(() => tf.gather(tensor, tf.tensor1d([...rows], 'int32')) as T)
}

/** `into` with row rows[i] replaced by row from[i] of `other`; both [rows, …]. */
export function replaceRows<T extends tf.Tensor>(
  into: T,
  other: T,
  pairs: readonly { readonly row: number; readonly from: number }[],
): T {
  const sources = Array.from({ length: into.shape[0] as number }, (_, row) => row)
  for (const { row, from } of pairs) sources[row] = sources.length + from
  return tf.tidy(() => tf.gather(tf.concat([into, other]), tf.tensor1d(sources, 'int32')) as T)
}

/** Of each image the one or the other: `whenTrue` where its flag is set. */
export function selectRows(flags: readonly boolean[], whenTrue: tf.Tensor4D, otherwise: tf.Tensor4D): tf.Tensor4D {
  if (flags.every(Boolean)) return tf.clone(whenTrue)
  if (!flags.some(Boolean)) return tf.clone(otherwise)
  return tf.tidy(() => tf.where(tf.tensor4d(flags.map(Number), [flags.length, 1, 1, 1], 'bool'), whenTrue, otherwise))
}

/** One value for each image, [images, 1, 1, 1]. */
export const perImage = (values: ArrayLike<number>): tf.Tensor4D =>
  tf.tensor4d(Float32Array.from(values), [values.length, 1, 1, 1])

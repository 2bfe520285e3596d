/** Rows in a given number, the last one repeated: what is computed is compiled for one number of images. */
export const fillUp = <T>(rows: ArrayLike<T>, count: number): T[] =>
  Array.from({ length: count }, (_, i) => rows[Math.min(i, rows.length - 1)] as T)

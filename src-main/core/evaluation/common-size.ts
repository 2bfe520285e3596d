import * as tf from '@tensorflow/tfjs-core'
import { gatherRows } from '../attacks/rows.ts'
import type { Computation } from '../computation.ts'
import type { TensorTree } from '../training/runtime.ts'
import { leavesOf, mapLeaves } from '../training/tensor-tree.ts'

/**
 * Computes something row by row of tensors [rows, …], in one of few numbers of rows: `whole`, or that halved as often as
 * they fit, filled up with the last row. A step is traced anew for every number, and an attack goes on with ever fewer
 * images.
 */
export function* toCommonSize<I extends Readonly<Record<string, tf.Tensor>>, O extends TensorTree>(
  inputs: I,
  whole: number,
  compute: (inputs: I) => Computation<O>,
): Computation<O> {
  const rows = Object.values(inputs)[0]?.shape[0] ?? 0
  let size = whole
  while (Math.ceil(size / 2) >= rows && size > 1) size = Math.ceil(size / 2)
  if (rows >= size) return yield* compute(inputs)

  const places = Array.from({ length: size }, (_, i) => Math.min(i, rows - 1))
  const padded = mapLeaves(inputs, (tensor) => gatherRows(tensor, places))
  const results = yield* compute(padded)
  tf.dispose(leavesOf(padded))
  const cut = mapLeaves(results, (tensor) => tf.slice(tensor, 0, rows))
  tf.dispose(leavesOf(results))
  return cut
}

import * as tf from '@tensorflow/tfjs-core'
import type { TensorTree } from '../../../core/training/runtime.ts'

/** The tensors of a tree, in the order of its keys. */
export function leavesOf(tree: TensorTree): tf.Tensor[] {
  if (tree instanceof tf.Tensor) return [tree]
  return Object.values(tree as Record<string, TensorTree>).flatMap(leavesOf)
}

/** The same structure with `change` of every tensor, called in the order of `leavesOf`. */
export function mapLeaves<T extends TensorTree>(tree: T, change: (tensor: tf.Tensor) => tf.Tensor): T {
  if (tree instanceof tf.Tensor) return change(tree) as unknown as T
  if (Array.isArray(tree)) return tree.map((branch: TensorTree) => mapLeaves(branch, change)) as unknown as T
  const entries = Object.entries(tree as Record<string, TensorTree>)
  return Object.fromEntries(entries.map(([name, branch]) => [name, mapLeaves(branch, change)])) as T
}

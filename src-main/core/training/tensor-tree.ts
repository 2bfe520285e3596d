import * as tf from '@tensorflow/tfjs-core'
import type { TensorTree } from './runtime.ts'

/** The tensors of a tree; those of an object in the order of its sorted keys. */
export function leavesOf(tree: TensorTree): tf.Tensor[] {
  return isTensor(tree) ? [tree] : branchesOf(tree).flatMap(([, branch]) => leavesOf(branch))
}

/** The same structure with `change` of every tensor, called in the order of `leavesOf`. */
export function mapLeaves<T extends TensorTree>(tree: T, change: (tensor: tf.Tensor) => tf.Tensor): T {
  if (isTensor(tree)) return change(tree) as unknown as T
  // A copy first, so that the keys keep their own order.
  const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string, TensorTree>
  for (const [name, branch] of branchesOf(tree)) copy[name] = mapLeaves(branch, change)
  return copy as unknown as T
}

/** The structure as text, with `describe` of every tensor. */
export function describeTree(tree: TensorTree, describe: (tensor: tf.Tensor) => string): string {
  if (isTensor(tree)) return describe(tree)
  return `{${branchesOf(tree).map(([name, branch]) => `${name}:${describeTree(branch, describe)}`)}}`
}

/**
 * Throws where `after` differs from `before` in structure, shape or type, and names the first such tensor by its path,
 * e.g. `weights.3`.
 */
export function requireAlike(before: TensorTree, after: TensorTree): void {
  const [old, now] = [describedByPath(before), describedByPath(after)]
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(path) ?? 'absent', now.get(path) ?? 'absent']
    if (was === is) continue
    throw new Error(`A step must keep the shapes of its state: ${path || 'the state'} was ${was} and became ${is}.`)
  }
}

function describedByPath(tree: TensorTree, path = ''): Map<string, string> {
  if (isTensor(tree)) return new Map([[path, `${tree.dtype} [${tree.shape}]`]])
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`)
  return new Map(branchesOf(tree).flatMap(([name, branch]) => [...describedByPath(branch, below(name))]))
}

function isTensor(tree: TensorTree): tree is tf.Tensor {
  return tree instanceof tf.Tensor
}

function branchesOf(tree: Exclude<TensorTree, tf.Tensor>): [name: string, branch: TensorTree][] {
  const branches = Object.entries(tree as Readonly<Record<string, TensorTree>>)
  return Array.isArray(tree) ? branches : branches.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

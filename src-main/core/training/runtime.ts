import type * as tf from '@tensorflow/tfjs-core'

/** Tensors in nested objects and arrays: what goes into a step and what comes out of it. */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree }

/**
 * What the core is given because it cannot own it.
 * `compile` takes a pure function of tensors and returns one that computes the same: the function itself, or one that
 * was traced. Shapes may differ between calls. `now` is a clock in ms that never goes back.
 */
export interface StepRuntime {
  compile<I extends TensorTree, O extends TensorTree>(step: (inputs: I) => O): (inputs: I) => O
  now(): number
}

/** Runs every step as it is written. */
export function plainRuntime(now: () => number): StepRuntime {
  return { compile: (step) => step, now }
}

import type * as tf from '@tensorflow/tfjs-core'

/** Tensors in nested objects and arrays: what goes into a step and what comes out of it. */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree }

export interface CompileOptions {
  /**
   * Lets the backend fuse operations. The first call takes longer, every other is shorter where there is something to
   * fuse, and results may differ by rounding: for inference, not for training. Default false.
   */
  readonly isFused?: boolean
}

/**
 * What the core is given because it cannot own it.
 * `compile` takes a pure function of tensors and returns one that computes the same: the function itself, or one that
 * was traced. Shapes may differ between calls. `now` is a clock in ms that never goes back.
 */
export interface StepRuntime {
  compile<I extends TensorTree, O extends TensorTree>(
    step: (inputs: I) => O,
    options?: CompileOptions,
  ): (inputs: I) => O
  now(): number
}

/** Runs every step as it is written. */
export function plainRuntime(now: () => number): StepRuntime {
  return { compile: (step) => step, now }
}

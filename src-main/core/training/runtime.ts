import * as tf from '@tensorflow/tfjs-core'
import type { Precision } from '../../contract/run-config.ts'
import { AppError, cancelled } from '../../contract/wire.ts'
import { leavesOf, mapLeaves, requireAlike } from './tensor-tree.ts'

/** Tensors in nested objects and arrays: what goes into a step and what comes out of it. */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree }

export interface CompileOptions {
  /**
   * Lets the backend fuse operations. The first call takes longer, every other is shorter where there is something to
   * fuse, and results may differ by rounding: for inference, not for training. Default false.
   */
  readonly isFused?: boolean
  /** `bfloat16`: mixed precision, where the backend has it. Default: float32. */
  readonly precision?: Precision
  /** Where to compute, e.g. `CPU:0`, for backends with several devices. Default: where the backend does. */
  readonly device?: string
}

export interface CallOptions {
  /** Interrupts the computation: the call then rejects with `cancelled`, unless it was done before. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A pure function of tensors, ready to be called. Results belong to the caller, arguments stay theirs; shapes may
 * differ between calls.
 */
export interface CompiledStep<I extends TensorTree, O extends TensorTree> {
  /** Computes before it returns. Inside another compiled step it is a part of that. */
  (inputs: I): O
  /** Computes beside the JavaScript thread, where the backend can. The inputs may be disposed at once. */
  later(inputs: I, options?: CallOptions): Promise<O>
  /** Lets go of what was compiled, after the calls that are under way. A call after it compiles anew. */
  dispose(): void
}

/** One step of an iteration: the state before and the step's own inputs → the state after, of the same shapes. */
export type IterationStep<S extends TensorTree, I extends TensorTree, R extends TensorTree> = (
  state: S,
  inputs: I,
) => { readonly state: S; readonly results: R }

/** A state that one step after another moves on. Between steps it stays with the backend. */
export interface Iteration<S extends TensorTree, I extends TensorTree, R extends TensorTree> {
  /**
   * Takes a step, beside the JavaScript thread where the backend can; one at a time. Its results belong to the caller,
   * the inputs may be disposed at once. Where it fails or is interrupted the state stays the one before.
   */
  advance(inputs: I, options?: CallOptions): Promise<R>
  /** The present state as new tensors, which the caller disposes; they share its memory and outlive the iteration. */
  state(): S
  /** Milliseconds that the steps so far spent inside the backend; everything else of their time is JavaScript's. */
  readonly computedMs: number
  /** Releases the state and what was compiled, after the step that may be under way. */
  dispose(): void
}

/** What the core is given because it cannot own it. */
export interface StepRuntime {
  /** Takes a pure function of tensors and returns one that computes the same: as it is written, or traced. */
  compile<I extends TensorTree, O extends TensorTree>(
    step: (inputs: I) => O,
    options?: CompileOptions,
  ): CompiledStep<I, O>
  /** Starts from `initial`, whose tensors stay the caller's and may be disposed at once. */
  iterate<S extends TensorTree, I extends TensorTree, R extends TensorTree>(
    step: IterationStep<S, I, R>,
    initial: S,
    options?: CompileOptions,
  ): Iteration<S, I, R>
  /** Training images up to this size stay on the device, where batches are gathered: 0 where that gains nothing. */
  readonly residentBytes: number
  /** A clock in ms that never goes back. */
  now(): number
}

/** Runs every step as it is written, on the JavaScript thread: an interruption is seen before a step only. */
export function plainRuntime(now: () => number): StepRuntime {
  return {
    now,
    residentBytes: 0,
    compile: (step) => {
      const later = async (inputs: Parameters<typeof step>[0], { signal }: CallOptions = {}) => {
        if (signal?.aborted) throw cancelled()
        return step(inputs)
      }
      return Object.assign((inputs: Parameters<typeof step>[0]) => step(inputs), { later, dispose: () => undefined })
    },
    iterate: (step, initial) => iteratePlainly(step, initial, now),
  }
}

function iteratePlainly<S extends TensorTree, I extends TensorTree, R extends TensorTree>(
  step: IterationStep<S, I, R>,
  initial: S,
  now: () => number,
): Iteration<S, I, R> {
  let present = mapLeaves(initial, (tensor) => tf.clone(tensor))
  let computedMs = 0
  return {
    async advance(inputs, { signal } = {}) {
      if (signal?.aborted) throw cancelled()
      const start = now()
      const { state, results } = step(present, inputs)
      computedMs += now() - start
      try {
        requireAlike(present, state)
      } catch (error) {
        tf.dispose([...leavesOf(state), ...leavesOf(results)])
        throw error
      }
      tf.dispose(leavesOf(present))
      present = state
      return results
    },
    state: () => mapLeaves(present, (tensor) => tf.clone(tensor)),
    get computedMs() {
      return computedMs
    },
    dispose: () => tf.dispose(leavesOf(present)),
  }
}

/** Whether a call was interrupted, rather than failed. */
export function isInterruption(error: unknown): boolean {
  return error instanceof AppError && error.code === 'cancelled'
}

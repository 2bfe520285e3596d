import * as tf from '@tensorflow/tfjs-core'
import type { CompileOptions, Iteration, IterationStep, TensorTree } from '../../../core/training/runtime.ts'
import { leavesOf, requireAlike } from '../../../core/training/tensor-tree.ts'
import { requireOutsideTrace, type Traced } from './trace.ts'
import { createTracedStep, idsOf, signatureOf, tensorsOf, type StepContext } from './traced-step.ts'

/**
 * An iteration whose state is a list of tensor ids, handed from one call's outputs to the next one's inputs: a step
 * makes JavaScript tensors of its results alone.
 */
export function iterate<S extends TensorTree, I extends TensorTree, R extends TensorTree>(
  context: StepContext,
  step: IterationStep<S, I, R>,
  initial: S,
  options?: CompileOptions,
): Iteration<S, I, R> {
  const { backend, binding } = context
  type Inputs = readonly [I, S]
  type Outputs = readonly [R, S]
  const compiled = createTracedStep<Inputs, Outputs>(
    context,
    ([inputs, before]) => {
      const { state, results } = step(before, inputs)
      requireAlike(before, state)
      return [results, state]
    },
    options,
  )
  const leaves = leavesOf(initial)
  const shapes = leaves.map(({ dataId, shape }) => ({ shape, dtype: backend.tensorMap.get(dataId).dtype }))
  let ids = binding.tensorsShare(idsOf(backend, leaves))
  let isBusy = false
  let isDisposed = false
  let computedMs = 0

  const release = (): void => {
    compiled.dispose()
    binding.tensorsRelease(ids)
  }
  const state = (): S => tensorsOf(backend, initial, shapes, binding.tensorsShare(ids))

  function functionFor(inputs: I): Traced<Outputs> {
    // The state's shapes never change.
    return compiled.functionFor(signatureOf(backend, inputs), (trace) => {
      const before = state()
      try {
        return trace([inputs, before])
      } finally {
        tf.dispose(leavesOf(before))
      }
    })
  }

  return {
    async advance(inputs, { signal } = {}) {
      requireOutsideTrace()
      if (isBusy || isDisposed) throw new Error('An iteration takes one step at a time, until it is disposed.')
      const traced = functionFor(inputs)
      const given = idsOf(backend, leavesOf(inputs))
      const both = new Int32Array(given.length + ids.length)
      both.set(given)
      both.set(ids, given.length)
      isBusy = true
      try {
        const { ids: made, milliseconds } = await compiled.start(traced, both, signal)
        computedMs += milliseconds
        binding.tensorsRelease(ids)
        const resultCount = made.length - ids.length
        ids = made.subarray(resultCount)
        return tensorsOf(backend, traced.structure[0], traced.outputs, made.subarray(0, resultCount))
      } finally {
        isBusy = false
        if (isDisposed) release()
      }
    },
    state,
    get computedMs() {
      return computedMs
    },
    dispose() {
      if (!isDisposed && !isBusy) release()
      isDisposed = true
    },
  }
}

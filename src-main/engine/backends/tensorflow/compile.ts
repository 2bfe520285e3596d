import * as tf from '@tensorflow/tfjs-core'
import type { CompileOptions, StepRuntime, TensorTree } from '../../../core/training/runtime.ts'
import type { NodeBackend, RecordingBinding } from './binding.ts'
import { describeTree, leavesOf, mapLeaves } from './tensor-tree.ts'
import { isInsideTrace, trace, type Traced } from './trace.ts'

/** Functions that stay registered; the one that was not called for longest goes first. */
const mostFunctions = 32

/**
 * Compiles steps for TensorFlow: the first call with tensors of certain shapes and types runs the step once on symbolic
 * tensors and registers it as one function, which that and every later call runs.
 */
export function createCompiler(backend: NodeBackend, binding: RecordingBinding): StepRuntime['compile'] {
  const recent = createRecent(mostFunctions, binding.functionRemove)

  return <I extends TensorTree, O extends TensorTree>(
    step: (inputs: I) => O,
    { isFused = false }: CompileOptions = {},
  ): ((inputs: I) => O) => {
    const bySignature = new Map<string, Traced<O>>()

    function tracedFor(inputs: I): Traced<O> {
      const signature = describeTree(inputs, ({ dataId, shape }) => `${backend.tensorMap.get(dataId).dtype}[${shape}]`)
      const known = bySignature.get(signature)
      if (known && recent.has(known.name)) return known
      const traced = trace(step, inputs, backend, binding)
      bySignature.set(signature, traced)
      return traced
    }

    return (inputs) => {
      if (isInsideTrace()) return step(inputs)
      if (tf.engine().state.gradientDepth > 0) {
        throw new Error('A compiled step has no gradient: take the gradient inside it.')
      }
      const tensors = leavesOf(inputs)
      const { name, outputs, structure } = tracedFor(inputs)
      recent.touch(name)
      const ids = binding.functionCall(
        name,
        Int32Array.from(backend.getInputTensorIds(tensors)),
        outputs.length,
        isFused,
      )
      let at = 0
      return mapLeaves(structure, () => {
        const { shape, dtype } = outputs[at] as (typeof outputs)[number]
        return backend.createOutputTensor({ id: ids[at++] as number, shape, dtype })
      })
    }
  }
}

/** Names in the order of their last use; above `most`, the oldest is forgotten. */
function createRecent(
  most: number,
  forget: (name: string) => void,
): { has(name: string): boolean; touch(name: string): void } {
  const names = new Set<string>()
  return {
    has: (name) => names.has(name),
    touch(name) {
      names.delete(name)
      names.add(name)
      const [oldest] = names
      if (names.size <= most || oldest === undefined) return
      names.delete(oldest)
      forget(oldest)
    },
  }
}

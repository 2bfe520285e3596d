import * as tf from '@tensorflow/tfjs-core'
import type { CompileOptions, TensorTree } from '../../../core/training/runtime.ts'
import { describeTree, mapLeaves } from '../../../core/training/tensor-tree.ts'
import type { FunctionOptions, FunctionResult, NodeBackend, RecordingBinding } from './binding.ts'
import type { RegisteredFunctions } from './registered-functions.ts'
import { trace, type Traced } from './trace.ts'

/** Operations between two looks for an interruption, each of which the others wait for. */
const operationsPerLook = 48

/** Where steps are traced and run. */
export interface StepContext {
  readonly backend: NodeBackend
  readonly binding: RecordingBinding
  readonly functions: RegisteredFunctions
}

/** A step as functions of TensorFlow's, one for every signature of its inputs, from tensor ids to tensor ids. */
export interface TracedStep<I extends TensorTree, O extends TensorTree> {
  /** The function for a signature, which `make` traces on inputs of that signature where there is none yet. */
  functionFor(signature: string, make: (trace: (inputs: I) => Traced<O>) => Traced<O>): Traced<O>
  call(traced: Traced<O>, ids: Int32Array): Int32Array
  /** Beside the JavaScript thread; an abort rejects with `cancelled`, unless it was done before. */
  start(traced: Traced<O>, ids: Int32Array, signal: AbortSignal | undefined): Promise<FunctionResult>
  /** Lets all functions go, after the calls that are under way. */
  dispose(): void
}

export function createTracedStep<I extends TensorTree, O extends TensorTree>(
  { backend, binding, functions }: StepContext,
  step: (inputs: I) => O,
  { isFused = false, device, precision }: CompileOptions = {},
): TracedStep<I, O> {
  const bySignature = new Map<string, Traced<O>>()
  // The looks for an interruption keep operations from being fused; on a card they would be passed long before it computes.
  const stride = isFused || binding.isUsingGpuDevice() ? 0 : operationsPerLook
  const options: FunctionOptions = {
    // An empty configuration turns Grappler on.
    config: isFused ? new Uint8Array() : null,
    device: device ?? null,
    isInterruptible: stride > 0,
  }

  return {
    functionFor(signature, make) {
      if (tf.engine().state.gradientDepth > 0) {
        throw new Error('A compiled step has no gradient: take the gradient inside it.')
      }
      const known = bySignature.get(signature)
      if (known && functions.has(known.name)) return known
      const traced = make((inputs) => trace(step, inputs, backend, binding, { precision, stride }))
      bySignature.set(signature, traced)
      return traced
    },
    call: ({ name, outputs }, ids) => functions.call(name, ids, outputs.length, options),
    start: ({ name, outputs }, ids, signal) => functions.start(name, ids, outputs.length, { ...options, signal }),
    dispose() {
      for (const { name } of bySignature.values()) functions.remove(name)
      bySignature.clear()
    },
  }
}

/** Structure, shapes and TensorFlow's types. */
export function signatureOf(backend: NodeBackend, tree: TensorTree): string {
  return describeTree(tree, ({ dataId, shape }) => `${backend.tensorMap.get(dataId).dtype}[${shape}]`)
}

export function idsOf(backend: NodeBackend, tensors: readonly tf.Tensor[]): Int32Array {
  return Int32Array.from(backend.getInputTensorIds(tensors))
}

/** The structure with new tensors of these ids, whose shapes and types are told in the same order. */
export function tensorsOf<T extends TensorTree>(
  backend: NodeBackend,
  structure: T,
  outputs: Traced<TensorTree>['outputs'],
  ids: Int32Array,
): T {
  let at = 0
  return mapLeaves(structure, () => {
    const { shape, dtype } = outputs[at] as (typeof outputs)[number]
    return backend.createOutputTensor({ id: ids[at++] as number, shape, dtype })
  })
}

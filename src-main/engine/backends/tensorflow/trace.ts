import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../../contract/wire.ts'
import type { TensorTree } from '../../../core/training/runtime.ts'
import { leavesOf, mapLeaves } from '../../../core/training/tensor-tree.ts'
import type { DataId, Graph, NodeBackend, RecordingBinding, TensorMetadata } from './binding.ts'
import { createRecorder, type RecordingCounts, type RecordingOptions } from './recorder.ts'
import { stepPlace } from './step-place.ts'

/** A step as a function of TensorFlow's, for one signature. */
export interface Traced<O extends TensorTree> {
  readonly name: string
  /** Shape and type of every result, in the order of `leavesOf`. */
  readonly outputs: readonly Omit<TensorMetadata, 'id'>[]
  /** What the step returned: only its structure is of use, the tensors are gone. */
  readonly structure: O
  readonly counts: RecordingCounts & { readonly nodes: number }
}

let serial = 0
let isTracing = false

/** Whether a step is being traced now: compiled steps are then part of it. */
export function isInsideTrace(): boolean {
  return isTracing
}

/** For what has no place in a function: waiting. */
export function requireOutsideTrace(): void {
  if (isTracing) throw new Error('A compiled step cannot wait for another one: call it instead.')
}

/** A step as a graph. */
export interface RecordedStep<O extends TensorTree> extends Pick<Traced<O>, 'outputs' | 'structure'> {
  readonly graph: Graph
  /** The graph's own numbers of its inputs and results, in the order of `leavesOf`. */
  readonly inputs: readonly number[]
  readonly results: readonly number[]
  readonly counts: RecordingCounts
}

/** Runs a step once on symbolic tensors and registers what it did as a function. Throws as `recordStep` does. */
export function trace<I extends TensorTree, O extends TensorTree>(
  step: (inputs: I) => O,
  inputs: I,
  backend: NodeBackend,
  real: RecordingBinding,
  options: RecordingOptions,
): Traced<O> {
  const {
    graph,
    inputs: places,
    results,
    counts,
    outputs,
    structure,
  } = recordStep(step, inputs, backend, real, options)
  const name = `adversarium_step_${serial++}`
  const nodes = real.functionAdd(graph, name, places, results)
  return { name, outputs, structure, counts: { ...counts, nodes } }
}

/**
 * Runs a step once on symbolic tensors: while it runs, tfjs-node's backend records instead of executing. The result must
 * depend on the arguments alone: a tensor from outside, a value that is read, JavaScript's randomness and a tensor that
 * outlives the step are errors, which name the line.
 */
export function recordStep<I extends TensorTree, O extends TensorTree>(
  step: (inputs: I) => O,
  inputs: I,
  backend: NodeBackend,
  real: RecordingBinding,
  options: RecordingOptions,
): RecordedStep<O> {
  const recorder = createRecorder(real, options)
  const restore = record(backend, recorder.binding)
  const places: number[] = []
  try {
    const structure = step(
      mapLeaves(inputs, (tensor) => {
        const { dtype } = backend.tensorMap.get(tensor.dataId)
        const id = recorder.input(dtype, tensor.shape)
        places.push(recorder.place(id))
        return backend.createOutputTensor({ id, shape: tensor.shape, dtype })
      }),
    )
    const tensors = leavesOf(structure)
    const results = backend.getInputTensorIds(tensors).map(recorder.place)
    const outputs = tensors.map(({ dataId, shape }) => ({ shape, dtype: backend.tensorMap.get(dataId).dtype }))
    restore.afterSuccess()
    return { graph: recorder.graph, inputs: places, results, counts: recorder.counts, outputs, structure }
  } catch (error) {
    restore.afterFailure()
    throw withPlace(error)
  }
}

/** Longer than tfjs' own calls between a step and what it does. */
const stackLines = 100

/** The error with the line of the step's code at its end. What a user can meet tells its own place. */
function withPlace(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error
  const place = stepPlace(error.stack)
  return place === null ? error : new Error(`${error.message.replace(/\.$/, '')} (${place}).`, { cause: error })
}

/** Puts a recording binding in the real one's place until one of the two functions is called. */
function record(backend: NodeBackend, binding: NodeBackend['binding']): { afterSuccess(): void; afterFailure(): void } {
  const { tensorMap, binding: real, getInputTensorIds, readSync } = backend
  const setRecord = tensorMap.set
  const { random } = Math
  const { stackTraceLimit } = Error
  const made = new Set<DataId>()
  const checkOwn = (dataId: DataId): void => {
    if (made.has(dataId)) return
    const { shape } = tensorMap.get(dataId)
    throw new Error(`A compiled step used a tensor [${shape}] from outside: pass it as an argument.`)
  }
  const end = (): void => {
    tf.engine().endScope()
    Math.random = random
    Error.stackTraceLimit = stackTraceLimit
    Object.assign(backend, { binding: real, getInputTensorIds, readSync })
    tensorMap.set = setRecord
    isTracing = false
  }

  isTracing = true
  tf.engine().startScope('trace')
  Error.stackTraceLimit = stackLines
  Math.random = () => {
    throw new Error('A compiled step drew from Math.random: the numbers would be frozen. Use `uniform` with a seed.')
  }
  tensorMap.set = (dataId, value) => {
    made.add(dataId)
    setRecord.call(tensorMap, dataId, value)
  }
  backend.binding = binding
  backend.getInputTensorIds = (tensors) => {
    for (const { dataId } of tensors) checkOwn(dataId)
    return getInputTensorIds.call(backend, tensors)
  }
  backend.readSync = (dataId) => {
    checkOwn(dataId)
    return readSync.call(backend, dataId)
  }
  return {
    afterSuccess() {
      end()
      const survivor = [...made].find((dataId) => tensorMap.has(dataId))
      if (!survivor) return
      const { shape } = tensorMap.get(survivor)
      for (const dataId of made) tensorMap.delete(dataId)
      throw new Error(`A compiled step kept a tensor [${shape}]: return it instead.`)
    },
    afterFailure() {
      if (isTracing) end()
      // A gradient that fails leaves what it saved behind.
      for (const dataId of made) tensorMap.delete(dataId)
    },
  }
}

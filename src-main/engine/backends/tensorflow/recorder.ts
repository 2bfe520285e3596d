import type { CompileOptions } from '../../../core/training/runtime.ts'
import type {
  Graph,
  HostValues,
  OperationAttribute,
  RecordingBinding,
  StockBinding,
  SymbolicTensor,
  TensorMetadata,
} from './binding.ts'
import { createMixedPrecision } from './mixed-precision.ts'
import { readOpDefinition, type OpDefinition } from './op-definition.ts'

/** Ids from here on belong to the graph being recorded, smaller ones (int32) to real tensors. */
const firstSymbolicId = 2 ** 40

/** Host data above this size would make the function large and is likely a mistake. */
const mostConstantBytes = 2048

/** Longer host data of one repeated value becomes a Fill: what `tf.ones` and the gradients of sums upload. */
const longestUniformConstant = 16

export interface RecordingCounts {
  operations: number
  constants: number
  constantBytes: number
}

export interface RecordingOptions {
  readonly precision: CompileOptions['precision']
  /** Operations between two looks for an interruption; 0: the function cannot be interrupted. */
  readonly stride: number
}

/** A graph that takes up what tfjs-node executes. */
export interface Recorder {
  readonly graph: Graph
  /** In place of the real binding for the length of the recording. */
  readonly binding: StockBinding
  readonly counts: RecordingCounts
  /** A new input of the function; the id is symbolic. */
  input(dtype: number, shape: readonly number[]): number
  /** The graph's own number of a symbolic id. */
  place(id: number): number
}

const definitions = new Map<string, OpDefinition>()

/** Starts a recording. TensorFlow infers all shapes; host data that the operations get become constants. */
export function createRecorder(real: RecordingBinding, { precision, stride }: RecordingOptions): Recorder {
  const graph = real.graphNew(stride)
  const constants = new Map<string, number>()
  const hostValues = new Map<number, HostValues>()
  const counts: RecordingCounts = { operations: 0, constants: 0, constantBytes: 0 }
  const symbolic = ({ id }: SymbolicTensor): number => firstSymbolicId + id
  const place = (id: number): number => id - firstSymbolicId

  function definitionOf(type: string): OpDefinition {
    const known = definitions.get(type)
    if (known) return known
    const definition = readOpDefinition(real.graphDefinition(graph, type))
    definitions.set(type, definition)
    return definition
  }

  const addExact: Parameters<typeof createMixedPrecision>[1] = (type, attributes, inputs) =>
    real.graphOperation(graph, type, attributes, inputs, definitionOf(type).isStateful)
  const add = precision === 'bfloat16' ? createMixedPrecision(real, addExact) : addExact

  function constant(shape: readonly number[], dtype: number, values: HostValues): number {
    const key = `${dtype}|${shape}|${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('latin1')}`
    const known = constants.get(key)
    if (known !== undefined) return known
    if (values.byteLength > mostConstantBytes) {
      throw new Error(
        `A compiled step would freeze ${values.byteLength} bytes of host data [${shape}]: pass them as an argument.`,
      )
    }
    const id = symbolic(real.graphConstant(graph, dtype, shape, values))
    constants.set(key, id)
    counts.constants++
    counts.constantBytes += values.byteLength
    return id
  }

  function fill(shape: readonly number[], dtype: number, value: HostValues): number {
    const key = `fill|${dtype}|${shape}|${value[0]}`
    const known = constants.get(key)
    if (known !== undefined) return known
    const dimensions = constant([shape.length], real.TF_INT32, Int32Array.from(shape))
    const attributes = [
      { name: 'T', type: real.TF_ATTR_TYPE, value: dtype },
      { name: 'index_type', type: real.TF_ATTR_TYPE, value: real.TF_INT32 },
    ]
    const inputs = [place(dimensions), place(constant([], dtype, value))]
    const [filled] = real.graphOperation(graph, 'Fill', attributes, inputs, false) as [SymbolicTensor]
    constants.set(key, symbolic(filled))
    return symbolic(filled)
  }

  function createTensor(shape: number[], dtype: number, given: ArrayLike<number>): number {
    const values = hostArray(real, dtype, given)
    const isUniform = values.length > longestUniformConstant && values.every((value) => value === values[0])
    const id = isUniform ? fill(shape, dtype, values.slice(0, 1)) : constant(shape, dtype, values)
    hostValues.set(id, values)
    return id
  }

  function executeOp(type: string, attributes: OperationAttribute[], ids: number[], outputs: number): TensorMetadata[] {
    const grouped = groupInputs(definitionOf(type).inputs, attributes, ids.map(place))
    counts.operations++
    const made = add(type, attributes, grouped)
    if (made.length !== outputs) throw new Error(`${type} has ${made.length} outputs, not ${outputs}.`)
    return made.map((tensor) => ({ id: symbolic(tensor), shape: shapeOf(type, tensor), dtype: tensor.dtype }))
  }

  const binding: StockBinding = Object.create(real, {
    createTensor: { value: createTensor },
    // Symbolic tensors live as long as their graph.
    deleteTensor: { value: (id: number) => (id < firstSymbolicId ? real.deleteTensor(id) : undefined) },
    executeOp: { value: executeOp },
    tensorDataSync: {
      value: (id: number) => {
        const values = hostValues.get(id)
        if (!values) throw new Error('A compiled step read the value of a tensor: it is not known while it is traced.')
        return values
      },
    },
  })
  return { graph, binding, counts, place, input: (dtype, shape) => symbolic(real.graphInput(graph, dtype, shape)) }
}

/** The flat inputs that tfjs-node passes, with those of a list argument together. */
function groupInputs(
  inputs: OpDefinition['inputs'],
  attributes: readonly OperationAttribute[],
  flat: readonly number[],
): (number | number[])[] {
  const lists = inputs.filter(({ isList }) => isList).length
  let at = 0
  return inputs.map(({ isList, lengthAttribute }) => {
    if (!isList) return flat[at++] as number
    const given = attributes.find(({ name }) => name === lengthAttribute)?.value
    const length = lists === 1 ? flat.length - inputs.length + 1 : Number(given)
    return flat.slice(at, (at += length))
  })
}

function shapeOf(type: string, { shape }: SymbolicTensor): number[] {
  if (shape !== null) return shape
  // The space that its gradient gets back: of a size that only the kernel knows.
  if (type.startsWith('FusedBatchNorm')) return [0]
  throw new Error(`A compiled step cannot use ${type}: the shape of its result depends on values.`)
}

function hostArray(
  { TF_FLOAT, TF_INT32, TF_BOOL, TF_UINT8 }: StockBinding,
  dtype: number,
  values: ArrayLike<number>,
): HostValues {
  switch (dtype) {
    case TF_FLOAT:
      return Float32Array.from(values)
    case TF_INT32:
      return Int32Array.from(values)
    case TF_BOOL:
    case TF_UINT8:
      return Uint8Array.from(values)
    default:
      throw new Error(`A compiled step cannot hold host data of TensorFlow's type ${dtype}.`)
  }
}

import { create, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type AttributeProto,
  type NodeProto,
} from 'onnx-buf'

type Attribute = number | readonly number[] | { readonly float: number }

/** A constant of the graph; its values are made when they are written, so that one at a time is held. */
export interface Initializer {
  readonly name: string
  /** `TensorProto` without its values. */
  readonly header: Uint8Array
  readonly bytes: number
  values(): Uint8Array
}

/** An ONNX graph under construction. Tensors are called as the layers that make them. */
export interface OnnxGraph {
  readonly nodes: readonly NodeProto[]
  readonly initializers: readonly Initializer[]
  /** Adds an operator; its name is that of its output, which is returned. */
  add(
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): string
  floats(name: string, shape: readonly number[], values: () => Float32Array): string
  /** A number that several operators may share. */
  scalar(name: string, value: number): string
  integers(name: string, values: readonly number[]): string
}

export function createOnnxGraph(): OnnxGraph {
  const nodes: NodeProto[] = []
  const initializers: Initializer[] = []
  const constant = (
    name: string,
    dataType: DataType,
    shape: readonly number[],
    bytes: number,
    values: () => Uint8Array,
  ): string => {
    const header = toBinary(TensorProtoSchema, create(TensorProtoSchema, { name, dataType, dims: shape.map(BigInt) }))
    if (!initializers.some((other) => other.name === name)) initializers.push({ name, header, bytes, values })
    return name
  }
  return {
    nodes,
    initializers,
    add(opType, name, input, attributes = {}) {
      const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value))
      nodes.push(create(NodeProtoSchema, { opType, name, input: [...input], output: [name], attribute }))
      return name
    },
    floats(name, shape, values) {
      const size = shape.reduce((product, dimension) => product * dimension, 1)
      return constant(name, DataType.FLOAT, shape, 4 * size, () => bytesOf(values()))
    },
    scalar: (name, value) => constant(name, DataType.FLOAT, [], 4, () => bytesOf(Float32Array.of(value))),
    integers(name, values) {
      const data = BigInt64Array.from(values, BigInt)
      return constant(name, DataType.INT64, [values.length], data.byteLength, () => bytesOf(data))
    },
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) })
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float })
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) })
}

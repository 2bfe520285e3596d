import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { create, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from 'onnx-buf'
import { canonicalMethod } from '../../../contract/method.ts'
import { valueOf, type ExportedModel } from './export-task.ts'
import { createOnnxGraph, type Initializer, type OnnxGraph } from './onnx-graph.ts'
import { addOperators } from './onnx-operators.ts'

/** Read by every ONNX Runtime since 1.12 (2022). */
const opset = 17n
const irVersion = 8n

/** Numbers of fields in onnx.proto. */
const field = { modelGraph: 7, graphInitializer: 5, tensorRawData: 9 } as const

/**
 * Writes ONNX: input `images` [batch, height, width, channels] with pixels in [0, 1], output `logits` [batch, classes].
 * Inside, channels come first; batch normalization uses its moving statistics, dropout is left out.
 */
export function writeOnnx(path: string, model: ExportedModel): void {
  const graph = buildGraph(model)
  const { network, architecture, classes } = model
  const nodes = create(GraphProtoSchema, {
    name: architecture.id,
    node: [...graph.nodes],
    input: [valueInfo('images', network.inputShape)],
    output: [valueInfo('logits', [network.classes])],
  })
  const head = create(ModelProtoSchema, {
    irVersion,
    opsetImport: [{ version: opset }],
    producerName: 'Adversarium',
    metadataProps: [
      { key: 'architecture', value: canonicalMethod(architecture) },
      { key: 'classes', value: JSON.stringify(classes) },
    ],
  })
  writeStreamed(path, toBinary(ModelProtoSchema, head), toBinary(GraphProtoSchema, nodes), graph.initializers)
}

function buildGraph(model: ExportedModel): OnnxGraph {
  const { nodes, weights, statistics } = model.network
  const graph = createOnnxGraph()
  const outputs = new Map<string, string>()
  const shapes = new Map(nodes.map(({ name, shape }) => [name, shape]))
  for (const node of nodes) {
    const own = [...weights, ...statistics].filter((variable) => variable.node === node.name)
    const inputs = node.layer.kind === 'input' ? ['images'] : node.inputs.map((input) => outputs.get(input) ?? input)
    const output = addOperators(graph, {
      node: node === nodes.at(-1) ? { ...node, name: 'logits' } : node,
      inputs,
      inputShapes: node.inputs.map((input) => shapes.get(input) ?? []),
      variables(role) {
        const variable = own.find((each) => each.role === role)
        return variable ? { shape: variable.shape, values: valueOf(model, variable) } : null
      },
    })
    outputs.set(node.name, output)
  }
  return graph
}

function valueInfo(name: string, shape: readonly number[]): ValueInfoProto {
  const dim = [
    { value: { case: 'dimParam' as const, value: 'batch' } },
    ...shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } })),
  ]
  const type = { value: { case: 'tensorType' as const, value: { elemType: DataType.FLOAT, shape: { dim } } } }
  return create(ValueInfoProtoSchema, { name, type })
}

/** Values go to the disk one by one: the library would hold the whole model three times. */
function writeStreamed(path: string, model: Uint8Array, graph: Uint8Array, initializers: readonly Initializer[]): void {
  const tensors = initializers.map((initializer) => {
    const raw = lengthDelimited(field.tensorRawData, initializer.bytes)
    const bytes = initializer.header.length + raw.length + initializer.bytes
    const start = Buffer.concat([lengthDelimited(field.graphInitializer, bytes), initializer.header, raw])
    return { start, initializer, bytes: start.length + initializer.bytes }
  })
  const graphBytes = graph.length + tensors.reduce((sum, { bytes }) => sum + bytes, 0)
  const file = openSync(path, 'w')
  const write = (part: Uint8Array): void => {
    for (let done = 0; done < part.length;) done += writeSync(file, part, done)
  }
  try {
    for (const part of [model, lengthDelimited(field.modelGraph, graphBytes), graph]) write(part)
    for (const { start, initializer } of tensors) {
      write(start)
      write(initializer.values())
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function lengthDelimited(number: number, length: number): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(length).finish()
}

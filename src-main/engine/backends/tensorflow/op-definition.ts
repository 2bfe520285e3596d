import { readFields, type Field } from './protobuf.ts'

/** What a recording must know of an operation's type. */
export interface OpDefinition {
  readonly inputs: readonly OpInput[]
  /** Whether it has side effects or a state, so that its place in time matters. */
  readonly isStateful: boolean
}

/** One input argument: a tensor, or a list of them whose length an attribute gives. */
export interface OpInput {
  readonly isList: boolean
  readonly lengthAttribute: string | null
}

// Field numbers of tensorflow/core/framework/op_def.proto.
const opDef = { inputArgument: 2, isStateful: 17 }
const argument = { numberAttribute: 5, typeListAttribute: 6 }

/** Reads the part of a serialized OpDef that we need. */
export function readOpDefinition(bytes: Uint8Array): OpDefinition {
  const fields = readFields(bytes)
  const inputs = fields.filter((field) => field.number === opDef.inputArgument).map(({ value }) => readInput(value))
  return { inputs, isStateful: fields.some(({ number, value }) => number === opDef.isStateful && value === 1) }
}

function readInput(value: Field['value']): OpInput {
  const fields = typeof value === 'number' ? [] : readFields(value)
  const text = (number: number): string | null => {
    const found = fields.find((field) => field.number === number)?.value
    return found instanceof Uint8Array ? new TextDecoder().decode(found) : null
  }
  const lengthAttribute = text(argument.numberAttribute)
  return { isList: lengthAttribute !== null || text(argument.typeListAttribute) !== null, lengthAttribute }
}

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

interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

/** The fields of one protocol-buffer message, numbers and byte strings; fixed-width ones are skipped. */
function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const readVarint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = readVarint()
    const number = tag >>> 3
    switch (tag & 7) {
      case 0:
        fields.push({ number, value: readVarint() })
        break
      case 2: {
        const size = readVarint()
        fields.push({ number, value: bytes.subarray(at, at + size) })
        at += size
        break
      }
      case 5:
        at += 4
        break
      default:
        at += 8
    }
  }
  return fields
}

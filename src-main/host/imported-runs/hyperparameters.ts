import type { BinaryReader } from '@bufbuild/protobuf/wire'
import { limits } from './found-run.ts'
import { readMessage } from './message-fields.ts'

/**
 * The hyperparameters that a session of TensorBoard's hparams plugin started with: `HParamsPluginData` with its
 * `session_start_info` (tensorboard/plugins/hparams/plugin_data.proto). None where the bytes say something else.
 */
export function readHyperparameters(content: Uint8Array): Map<string, string> {
  const params = new Map<string, string>()
  readMessage(content, (field, reader) => {
    if (field !== 3) return false
    readMessage(reader.bytes(), (own, session) => {
      if (own !== 1) return false
      const [key, value] = readEntry(session.bytes())
      if (value !== null && params.size < limits.params) params.set(key.slice(0, limits.nameLength), value)
      return true
    })
    return true
  })
  return params
}

function readEntry(bytes: Uint8Array): [string, string | null] {
  let key = ''
  let value: string | null = null
  readMessage(bytes, (field, reader) => {
    if (field === 1) key = reader.string()
    else if (field === 2) value = readValue(reader.bytes())
    else return false
    return true
  })
  return [key, value]
}

const values: Readonly<Record<number, (reader: BinaryReader) => string>> = {
  2: (reader) => String(reader.double()),
  3: (reader) => reader.string().slice(0, 1000),
  4: (reader) => String(reader.bool()),
}

/** `google.protobuf.Value`: a number, a text or a boolean. */
function readValue(bytes: Uint8Array): string | null {
  let value: string | null = null
  readMessage(bytes, (field, reader) => {
    value = values[field]?.(reader) ?? value
    return field in values
  })
  return value
}

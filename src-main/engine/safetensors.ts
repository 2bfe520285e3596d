import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { parseJson } from '../contract/parse-json.ts'
import type { AppError } from '../contract/wire.ts'

/** A safetensors file (https://huggingface.co/docs/safetensors) of this program, read whole: all float32. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>
  readonly shapes: ReadonlyMap<string, readonly number[]>
  /** A copy of a variable's values. Throws for a name that `shapes` has not. */
  values(name: string): Float32Array
}

const size = z.int().nonnegative()
const Entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
})
type Entry = z.output<typeof Entry>
const Header = z.object({ __metadata__: z.object({ sha256: z.string() }).catchall(z.string()) }).catchall(Entry)

/** Throws what `broken` makes of the reason where the file is gone, cut off or altered; `what` it is, e.g. "a checkpoint". */
export function readSafetensors(
  path: string,
  what: string,
  broken: (reason: string, cause?: unknown) => AppError,
): Safetensors {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw broken('the file is gone or may not be opened', error)
  }
  const headerLength = bytes.length < 8 ? Infinity : Number(bytes.readBigUInt64LE(0))
  if (headerLength > bytes.length - 8) throw broken('it is cut off')
  const parsed = Header.safeParse(parseJson(bytes.toString('utf8', 8, 8 + headerLength)))
  if (!parsed.success) throw broken(`its header is not that of ${what}`)
  const { __metadata__: metadata, ...rest } = parsed.data
  const body = bytes.subarray(8 + headerLength)
  if (createHash('sha256').update(body).digest('hex') !== metadata.sha256) {
    throw broken('its data does not match its hash')
  }
  const entries = new Map(Object.entries(rest as Record<string, Entry>))
  for (const [name, entry] of entries) {
    if (!isPlaced(entry, body.length)) throw broken(`its header gives "${name}" a place that does not fit its shape`)
  }
  return {
    metadata,
    shapes: new Map([...entries].map(([name, { shape }]) => [name, shape])),
    values(name) {
      const entry = entries.get(name)
      if (!entry) throw new Error(`There is no "${name}" in ${path}.`)
      const [begin, end] = entry.data_offsets
      return new Float32Array(new Uint8Array(body.subarray(begin, end)).buffer)
    },
  }
}

/** Whether a tensor has as many bytes of the data as its shape needs: the hash is of the data alone. */
function isPlaced({ shape, data_offsets: [begin, end] }: Entry, length: number): boolean {
  const values = shape.reduce((product, dimension) => product * dimension, 1)
  return end <= length && end - begin === Float32Array.BYTES_PER_ELEMENT * values
}

import { basename } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../../contract/parse-json.ts'
import { limits, refuse } from '../refuse.ts'
import { addTensor, type FileTensor, type WeightFile } from '../weight-file.ts'
import { openFile, type OpenFile } from './file-bytes.ts'

const Entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(limits.rank),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const Header = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(Entry)
type Entries = readonly [name: string, entry: z.output<typeof Entry>][]

/**
 * Reads safetensors (https://huggingface.co/docs/safetensors): this program's checkpoints and exports, and others whose
 * variables are called `<layer>/<variable>`. An optimizer's slots are left where they are. Throws `invalid-input`.
 */
export function readSafetensors(path: string): WeightFile {
  const name = basename(path)
  const file = openFile(path)
  try {
    const { headerBytes, entries } = readHeader(file, name)
    requireApart(entries, name)
    const byLayer = new Map<string, FileTensor[]>()
    let totalBytes = 0
    for (const [variable, entry] of entries) {
      if (variable.startsWith('slot/')) continue
      const {
        dtype,
        shape,
        data_offsets: [begin, end],
      } = entry
      const bytes = 4 * shape.reduce((size, dimension) => size * dimension, 1)
      if (dtype !== 'F32') throw refuse(name, `has "${variable}" as ${dtype}, expected F32`, 'Save it in float32.')
      if (end - begin !== bytes || 8 + headerBytes + end > file.size) throw cutOff(name)
      totalBytes += bytes
      if (totalBytes > limits.totalBytes) throw refuse(name, 'claims more than 2 GiB of values')
      const values = new Float32Array(file.slice(8 + headerBytes + begin, bytes).buffer)
      const parts = variable.split('/')
      const owner = parts.slice(0, -1).join('/')
      addTensor(byLayer, owner, { name: parts.at(-1) as string, shape, values })
    }
    const layers = [...byLayer].map(([owner, tensors]) => ({ name: owner, className: null, within: [], tensors }))
    return { format: 'safetensors', kerasVersion: null, layers, config: null }
  } finally {
    file.close()
  }
}

/** Shapes of all that a file has, by name, without its values. Throws `invalid-input` as {@link readSafetensors} does. */
export function readShapes(path: string): ReadonlyMap<string, readonly number[]> {
  const file = openFile(path)
  try {
    return new Map(readHeader(file, basename(path)).entries.map(([variable, { shape }]) => [variable, shape]))
  } finally {
    file.close()
  }
}

function readHeader(file: OpenFile, name: string): { headerBytes: number; entries: Entries } {
  if (file.size < 8) throw cutOff(name)
  const headerBytes = Number(new DataView(file.slice(0, 8).buffer).getBigUint64(0, true))
  if (headerBytes > Math.min(limits.jsonBytes, file.size - 8)) throw cutOff(name)
  const header = Header.safeParse(parseJson(new TextDecoder().decode(file.slice(8, headerBytes))))
  if (!header.success) throw refuse(name, 'has a header that is not that of safetensors')
  const { __metadata__: _, ...entries } = header.data
  return { headerBytes, entries: Object.entries(entries as Record<string, z.output<typeof Entry>>) }
}

/** Variables that share bytes would make a small file a large one in memory. */
function requireApart(entries: Entries, name: string): void {
  let free = 0
  for (const [
    variable,
    {
      data_offsets: [begin, end],
    },
  ] of entries.toSorted(byPlace)) {
    if (begin < free) {
      throw refuse(name, `has "${variable}" in bytes of another variable`, 'Use only files from sources you trust.')
    }
    free = Math.max(free, end)
  }
}

const byPlace = ([, a]: Entries[number], [, b]: Entries[number]): number =>
  a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]

function cutOff(name: string): Error {
  return refuse(name, 'is cut off: it has fewer values than its header says', 'Download or copy the file again.')
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { WeightFormat } from '../../contract/index.ts'
import type { Network } from '../../core/network/network.ts'
import { parseJson } from '../parse-json.ts'

/**
 * Writes the variables of a network that there are values for as safetensors, with the SHA-256 of its data, as engines
 * read it: under a temporary name, synced, renamed. Returns its size in bytes.
 */
export async function writeWeights(
  path: string,
  { weights, statistics }: Network,
  values: ReadonlyMap<string, Float32Array>,
): Promise<number> {
  const data = createHash('sha256')
  const entries: Record<string, unknown> = {}
  const buffers: Uint8Array[] = []
  let offset = 0
  for (const { path: name, shape } of [...weights, ...statistics]) {
    const own = values.get(name)
    if (!own) continue
    const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength)
    data.update(bytes)
    buffers.push(bytes)
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes.length] }
    offset += bytes.length
  }
  const json = JSON.stringify({ __metadata__: { sha256: data.digest('hex') }, ...entries })
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      for (const part of [length, header, ...buffers]) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return length.length + header.length + offset
}

const Manifest = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) })

/** SHA-256 of a weight file; of a TensorFlow.js model, of its `model.json` and its shards in their order. */
export async function hashWeights(path: string, format: WeightFormat, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for (const file of format === 'tfjs-layers' ? await filesOf(path) : [path]) {
    for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

async function filesOf(path: string): Promise<string[]> {
  const model = (await stat(path)).isDirectory() ? join(path, 'model.json') : path
  const { weightsManifest } = Manifest.parse(parseJson(await readFile(model, 'utf8')))
  return [model, ...weightsManifest.flatMap(({ paths }) => paths.map((shard) => join(dirname(model), shard)))]
}

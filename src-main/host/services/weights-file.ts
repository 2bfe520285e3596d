import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
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
  // The same file may be imported twice at once.
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
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

/** SHA-256 of a weight file's content; of several files, one after another. */
export async function hashFiles(paths: readonly string[], signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

/** The files of which a weight file consists: itself, or a TensorFlow.js model's `model.json` and its shards in order. */
export async function filesOf(path: string, format: WeightFormat): Promise<string[]> {
  if (format !== 'tfjs-layers') return [path]
  const model = (await stat(path)).isDirectory() ? join(path, 'model.json') : path
  const { weightsManifest } = Manifest.parse(parseJson(await readFile(model, 'utf8')))
  return [model, ...weightsManifest.flatMap(({ paths }) => paths.map((shard) => join(dirname(model), shard)))]
}

/** Removes what a host that ended in the midst of writing left in this folder. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner] = /\.(\d+)-[0-9a-f]+\.tmp$/.exec(name) ?? []
    if (owner !== undefined && Number(owner) !== process.pid) await rm(join(folder, name), { force: true })
  }
}

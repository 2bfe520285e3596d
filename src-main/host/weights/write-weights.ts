import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Network } from '../../core/network/network.ts'

/**
 * Writes the variables of a network that there are values for as safetensors, with the SHA-256 of its data, as engines
 * read it, and syncs it. Returns its size in bytes.
 */
export function writeWeights(
  path: string,
  { weights, statistics }: Network,
  values: ReadonlyMap<string, Float32Array>,
): number {
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
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  try {
    for (const part of [length, header, ...buffers]) writeFileSync(file, part)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return length.length + header.length + offset
}

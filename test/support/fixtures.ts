import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { leaveOut } from './leave-out.ts'

const root = process.env['ADVERSARIUM_FIXTURES'] ?? resolve(import.meta.dirname, '../fixtures')

/** The JSON files of one folder of fixtures; none where it is absent, which is said in one line. */
export function fixtureFiles(folder: string): { name: string; path: string }[] {
  const at = join(root, folder)
  if (!existsSync(at)) {
    leaveOut(`fixtures ${folder}`, 'no such folder below ADVERSARIUM_FIXTURES or test/fixtures')
    return []
  }
  return readdirSync(at)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ name: name.replace(/\.json$/, ''), path: join(at, name) }))
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

/** `{ shape, dtype, base64 }`: little-endian, row-major. */
export interface EncodedArray {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly base64: string
}

export function decodeArray({ base64, dtype }: EncodedArray): Float32Array | Int32Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64')).buffer
  if (dtype === 'float32') return new Float32Array(bytes)
  if (dtype === 'int32') return new Int32Array(bytes)
  throw new Error(`Arrays of ${dtype} are not read.`)
}

/** The greatest |a − b|. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)))
  return most
}

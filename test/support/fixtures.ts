import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { leaveOut } from './leave-out.ts'

const roots = [process.env['ADVERSARIUM_FIXTURES'] ?? [], resolve(import.meta.dirname, '../fixtures')].flat()

/**
 * The JSON files of one folder of fixtures: those below ADVERSARIUM_FIXTURES, and of test/fixtures what has no namesake
 * there; none where it is absent from both, which is said in one line.
 */
export function fixtureFiles(folder: string): { name: string; path: string }[] {
  const folders = roots.map((root) => join(root, folder)).filter((path) => existsSync(path))
  if (folders.length === 0) {
    leaveOut(`fixtures ${folder}`, 'no such folder below ADVERSARIUM_FIXTURES or test/fixtures')
    return []
  }
  const files = folders.flatMap((at) => readdirSync(at).map((name) => ({ name, path: join(at, name) })))
  return files
    .filter(({ name }, index) => name.endsWith('.json') && files.findIndex((file) => file.name === name) === index)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, path }) => ({ name: name.replace(/\.json$/, ''), path }))
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

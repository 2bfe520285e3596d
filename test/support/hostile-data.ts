import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { AppError } from '../../src-main/contract/wire.ts'
import { createDecoder } from '../../src-main/host/datasets/decode-request.ts'
import type { FileAddress, Source } from '../../src-main/host/datasets/source.ts'
import { png } from './images.ts'
import { entryOf, packZip, type Archive, type Entry } from './pack-zip.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The one sentence by which something is refused. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AppError)
  const { code, message } = error as AppError
  expect(code).toBe('invalid-input')
  expect(message).toMatch(/^[^\p{Cc}]{10,1000}$/u)
  return message
}

/** Why each of these files cannot be decoded; null where it can. */
export async function reasonsOf(source: Source, files: readonly FileAddress[]): Promise<readonly (string | null)[]> {
  const decode = createDecoder({ source: source.address, imageSize: 8 })
  return (await decode({ id: 0, files, shape: null })).reasons
}

/** A zip of four images in two classes, changed. */
export async function writeArchive(change: (entries: Entry[]) => void, more: Partial<Archive> = {}): Promise<string> {
  const path = join(temporaryFolder(), 'data.zip')
  const image = await png(1)
  const entries = ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png'].map((name) => entryOf(name, image))
  change(entries)
  writeFileSync(path, packZip({ entries, comment: Buffer.alloc(0), claims: {}, ...more }))
  return path
}

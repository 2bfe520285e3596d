import { writeFileSync } from 'node:fs'
import { entryOf, packZip } from './pack-zip.ts'

export interface ZipContent {
  readonly name: string
  readonly bytes: Uint8Array
  /** Unix file type and permissions; 0o120777 is a symbolic link. */
  readonly mode?: number
  /** What the directory claims, where it lies. */
  readonly claimedBytes?: number
}

/** Writes a zip of any names, those that no tool would write among them. */
export function writeZip(path: string, contents: readonly ZipContent[]): void {
  const entries = contents.map(({ name, bytes, mode = 0o100644, claimedBytes }) => ({
    ...entryOf(name, bytes),
    ...{ mode, claims: claimedBytes === undefined ? {} : { bytes: claimedBytes } },
  }))
  writeFileSync(path, packZip({ entries, comment: Buffer.alloc(0), claims: {} }))
}

import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'
import { openFolder } from './folder-source.ts'
import { idxRole } from './idx-names.ts'
import { openZip } from './zip-source.ts'

/** One file of a source. `path` is relative, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly bytes: number
  /** Changes when the contents do: CRC-32 in a zip, time of last change in a folder. */
  readonly stamp: number
}

/** How a worker thread reads the same files. */
export type SourceAddress =
  { readonly kind: 'folder'; readonly root: string } | { readonly kind: 'zip'; readonly path: string }

/**
 * Where a worker finds one file. `entry` is set for zips; `isMissing` where the source was found without it: such a name
 * comes out of a list that somebody wrote, may lead anywhere, and is not looked for.
 */
export interface FileAddress {
  readonly path: string
  readonly entry?: ZipEntry
  readonly isMissing?: true
}
export interface ZipEntry {
  readonly offset: number
  readonly compressedBytes: number
  readonly bytes: number
  readonly method: number
  readonly crc32: number
}

/** A folder or a zip, listed once. Hidden files and folders are left out. */
export interface Source {
  /** Absolute. */
  readonly path: string
  /** The name of the folder or file without its ending. */
  readonly title: string
  /** Sorted by path. */
  readonly files: readonly SourceFile[]
  readonly address: SourceAddress
  locate(path: string): FileAddress
  read(path: string): Promise<Uint8Array>
  close(): void
}

export interface SourceLimits {
  /** Refuse links that lead outside of this folder, itself without links. */
  readonly within?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * One file that says what the others are, whole. Throws `invalid-input` where it cannot be read or has more than
 * `maxBytes`.
 */
export async function readWhole(source: Source, path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = source.files.find((file) => file.path === path)?.bytes ?? 0
  if (bytes > maxBytes) {
    throw new AppError('invalid-input', `"${path}" has ${bytes} bytes, more than ${maxBytes}: it was not read.`, {
      hint: 'Import only data you trust.',
    })
  }
  return source.read(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === undefined ? error.message : `cannot be read (${error.code})`
    throw fault('file-to-import-unreadable', { path, reason }, error)
  })
}

/** Opens a folder, a zip, or the folder of an IDX file. Throws `not-found`, `invalid-input` or `unauthorized`. */
export async function openSource(given: string, limits: SourceLimits = {}): Promise<Source> {
  const path = resolve(given)
  const found = await stat(path).catch(() => null)
  if (!found) throw fault('nothing-there', { path })
  if (found.isDirectory()) return openFolder(path, limits)
  if (!found.isFile()) {
    throw new AppError('invalid-input', `Expected a folder, a .zip or IDX files: ${path} is a pipe or a device.`, {
      hint: 'Copy what it gives into a file.',
    })
  }
  if (/\.zip$/i.test(path)) return openZip(path, limits)
  if (idxRole(basename(path))) return openFolder(dirname(path), limits, (file) => idxRole(file) !== null)
  throw new AppError('invalid-input', `Expected a folder, a .zip or IDX files: got the file "${basename(path)}".`, {
    hint: 'Put the images of each class into a folder of its own and import the folder above.',
  })
}

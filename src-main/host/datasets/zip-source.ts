import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Entry, ZipFile } from 'yauzl'
import { AppError } from '../../contract/wire.ts'
import { throwIfCancelled } from './cancelled.ts'
import type { Source, SourceLimits, ZipEntry } from './source.ts'
import { byPath, isHidden } from './source-names.ts'
import { openZipFile } from './zip-file.ts'
import { createZipReader } from './zip-reader.ts'

/** Limits against archives that are made to exhaust memory or disk. */
const maxEntries = 5_000_000
const maxEntryBytes = 2 ** 30
/** After so many entries the thread answers others. */
const turn = 1000

/**
 * Lists a zip by its central directory; nothing is unpacked to disk. Refuses the whole archive where an entry points
 * outside of it (`..`, an absolute path, a symbolic link), is there twice, is encrypted or is larger than 1 GiB, and
 * where entries share bytes, by which a small archive holds anything.
 */
export async function openZip(path: string, { signal }: Pick<SourceLimits, 'signal'> = {}): Promise<Source> {
  const name = basename(path)
  const { zip } = await openZipFile(path).catch((error: Error) => {
    throw refuse(name, `cannot be read as a zip: ${error.message}`, 'Download or copy it again.', error)
  })
  let entries: ReadonlyMap<string, ZipEntry>
  try {
    entries = await listEntries(zip, name, signal)
  } finally {
    zip.close()
  }
  const reader = await createZipReader(path)
  const locate = (file: string): ZipEntry => {
    const entry = entries.get(file)
    if (!entry) throw new Error(`"${file}" is not in ${name}.`)
    return entry
  }
  return {
    path,
    title: name.replace(/\.zip$/i, ''),
    files: [...entries].map(([file, { bytes, crc32 }]) => ({ path: file, bytes, stamp: crc32 })).toSorted(byPath),
    address: { kind: 'zip', path },
    locate: (file) => ({ path: file, entry: locate(file) }),
    read: (file) => reader.read(locate(file)),
    close: () => reader.close(),
  }
}

async function listEntries(
  zip: ZipFile,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, ZipEntry>> {
  if (zip.entryCount > maxEntries) {
    throw refuse(name, `has ${zip.entryCount} entries, more than ${maxEntries}`, 'Import its unpacked folder.')
  }
  const entries = new Map<string, ZipEntry>()
  let packedBytes = 0
  let visited = 0
  try {
    for await (const entry of zip.eachEntry()) {
      throwIfCancelled(signal)
      checkEntry(entry, name)
      packedBytes += entry.compressedSize
      if (packedBytes > zip.fileSize) throw refuse(name, 'has entries that share bytes, as no tool writes them', trust)
      if (++visited % turn === 0) await setImmediate()
      if (entry.fileName.endsWith('/') || isHidden(entry.fileName)) continue
      if (entries.has(entry.fileName)) throw refuse(name, `has the entry "${entry.fileName}" twice`, trust)
      entries.set(entry.fileName, {
        offset: entry.relativeOffsetOfLocalHeader,
        compressedBytes: entry.compressedSize,
        bytes: entry.uncompressedSize,
        method: entry.compressionMethod,
        crc32: entry.crc32,
      })
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const { message } = error as Error
    const outside = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(message)?.[1]
    if (outside === undefined) {
      throw refuse(name, `has a damaged directory: ${message}`, 'Download or copy it again.', error)
    }
    throw refuse(name, `has the entry "${outside}", which points outside of it`, trust, error)
  }
  return entries
}

const trust = 'Import only archives you trust; pack it again without that entry.'

function checkEntry(entry: Entry, name: string): void {
  const isUnix = entry.versionMadeBy >> 8 === 3
  const fileType = (entry.externalFileAttributes >>> 16) & 0o170000
  if (isUnix && fileType === 0o120000) {
    throw refuse(name, `has the entry "${entry.fileName}", which is a symbolic link`, trust)
  }
  if (entry.isEncrypted()) {
    throw refuse(name, `has the entry "${entry.fileName}", which is encrypted`, 'Unpack it and import the folder.')
  }
  if (entry.uncompressedSize > maxEntryBytes) {
    const gigabytes = (entry.uncompressedSize / 2 ** 30).toFixed(1)
    throw refuse(name, `has the entry "${entry.fileName}" of ${gigabytes} GiB, more than 1 GiB`, trust)
  }
}

function refuse(name: string, what: string, hint: string, cause?: unknown): AppError {
  return new AppError('invalid-input', `The archive "${name}" ${what}. Nothing was imported.`, { hint, cause })
}

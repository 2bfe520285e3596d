import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { openPromise, type Entry } from 'yauzl'
import { AppError } from '../../contract/wire.ts'

/** One file of a folder or zip: its path below the source (with `/`), and what tells whether it changed. */
export interface SourceFile {
  readonly path: string
  readonly sizeBytes: number
  /** CRC-32 in a zip, time of the last change in a folder. */
  readonly version: string
}

/** The files of a folder or of a zip, read alike. */
export interface SourceFiles {
  readonly name: string
  readonly files: readonly SourceFile[]
  read(path: string): Promise<Buffer>
  close(): void
}

/** Above these an archive is taken for a bomb: no image of a training set is so large, or packed so tightly. */
const maxFileBytes = 256 * 1024 * 1024
const maxRatio = 200
const maxEntries = 5_000_000

/** Opens a folder or a zip. A single folder around everything is left out of the paths. */
export async function openSource(path: string): Promise<SourceFiles> {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) {
    throw new AppError('not-found', `There is no file or folder ${path}.`, { hint: 'Check the path.' })
  }
  const source = stats.isDirectory() ? openFolder(path) : await openZip(path)
  return withoutWrapper(source)
}

function openFolder(root: string): SourceFiles {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const full = join(entry.parentPath, entry.name)
      const { size, mtimeMs } = statSync(full)
      return {
        path: full.slice(root.length).split(sep).filter(Boolean).join('/'),
        sizeBytes: size,
        version: `${mtimeMs}`,
      }
    })
  return {
    name: basename(root),
    files: sorted(files),
    read: (path) => Promise.resolve(readFileSync(join(root, path))),
    close: () => undefined,
  }
}

async function openZip(path: string): Promise<SourceFiles> {
  const unreadable = (error: unknown): AppError =>
    new AppError('invalid-input', `${basename(path)} cannot be read as a zip: ${(error as Error).message}.`, {
      hint: 'Choose a zip, a folder of images, or IDX files.',
      cause: error,
    })
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw unreadable(error)
  })
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry)
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
      if (entries.size > maxEntries) throw unreadable(new Error(`it has more than ${maxEntries} entries`))
    }
  } catch (error) {
    zip.close()
    throw error instanceof AppError ? error : unreadable(error)
  }
  const files = [...entries.values()].map(({ fileName, uncompressedSize, crc32 }) => ({
    path: fileName,
    sizeBytes: uncompressedSize,
    version: crc32.toString(16),
  }))
  return {
    name: basename(path).replace(/\.zip$/i, ''),
    files: sorted(files),
    async read(name) {
      const stream = await zip.openReadStreamPromise(entries.get(name) as Entry)
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
    close: () => zip.close(),
  }
}

/** Throws where an entry would lie outside, is a link, or unpacks to far more than it weighs. */
function checkEntry({ fileName, uncompressedSize, compressedSize, externalFileAttributes }: Entry): void {
  const refuse = (what: string): AppError =>
    new AppError('invalid-input', `The zip holds ${what}: "${fileName}". Nothing was imported.`, {
      hint: 'Pack the images again, in plain folders.',
    })
  if (fileName.startsWith('/') || /^[a-z]:/i.test(fileName)) throw refuse('an absolute path')
  if (fileName.split(/[/\\]/).includes('..')) throw refuse('a path that leaves it with ".."')
  if (((externalFileAttributes >>> 16) & 0o170000) === 0o120000) throw refuse('a symbolic link')
  if (uncompressedSize > maxFileBytes || uncompressedSize > maxRatio * Math.max(compressedSize, 4096)) {
    throw refuse(`a file that unpacks from ${compressedSize} to ${uncompressedSize} bytes`)
  }
}

function withoutWrapper(source: SourceFiles): SourceFiles {
  const tops = new Set(source.files.map(({ path }) => path.split('/')[0]))
  const [top] = tops
  const isWrapped = tops.size === 1 && top !== undefined && source.files.every(({ path }) => path.includes('/'))
  // A folder that holds class folders of images only is a source, not a wrapper.
  if (!isWrapped || !source.files.some(({ path }) => path.split('/').length > 2 || path.endsWith('.txt'))) return source
  const prefix = `${top}/`
  return {
    ...source,
    files: source.files.map((file) => ({ ...file, path: file.path.slice(prefix.length) })),
    read: (path) => source.read(prefix + path),
  }
}

const sorted = (files: SourceFile[]): SourceFile[] => files.toSorted((a, b) => (a.path < b.path ? -1 : 1))

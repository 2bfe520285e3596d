import { readFile, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../../contract/wire.ts'
import { isBelow } from '../caller.ts'
import { throwIfCancelled } from './cancelled.ts'
import type { Source, SourceFile, SourceLimits } from './source.ts'
import { byPath, isHidden } from './source-names.ts'

/** Deeper than any layout needs; ends loops of symbolic links. */
const maxDepth = 8

interface Listing extends SourceLimits {
  readonly root: string
  /** Gets the relative path. */
  isWanted(path: string): boolean
  readonly files: SourceFile[]
}

/** Lists a folder, symbolic links followed; with `within`, one that leads outside of it is refused. */
export async function openFolder(
  root: string,
  limits: SourceLimits,
  isWanted: (path: string) => boolean = () => true,
): Promise<Source> {
  const files: SourceFile[] = []
  await list({ ...limits, root, isWanted, files }, '', 0)
  files.sort(byPath)
  return {
    path: root,
    title: basename(root),
    files,
    address: { kind: 'folder', root },
    locate: (path) => ({ path }),
    read: (path) => readFile(join(root, path)),
    close: () => undefined,
  }
}

async function list(listing: Listing, folder: string, depth: number): Promise<void> {
  const { root, isWanted, files, signal } = listing
  throwIfCancelled(signal)
  if (depth > maxDepth) return
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('invalid-input', `The folder ${join(root, folder)} cannot be read: ${error.code}.`, {
      hint: 'Allow reading it, or copy it elsewhere.',
      cause: error,
    })
  })
  const nested: string[] = []
  const listed = entries.map(async (entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isHidden(entry.name)) return
    if (entry.isDirectory()) {
      nested.push(path)
      return
    }
    if (entry.isSymbolicLink()) await requireInside(listing, path)
    const found = await stat(join(root, path)).catch(() => null)
    if (found?.isDirectory()) nested.push(path)
    else if (found?.isFile() && isWanted(path)) files.push({ path, bytes: found.size, stamp: found.mtimeMs })
  })
  await Promise.all(listed)
  for (const path of nested) await list(listing, path, depth + 1)
}

async function requireInside({ root, within }: Listing, path: string): Promise<void> {
  if (within === undefined) return
  const target = await realpath(join(root, path)).catch(() => null)
  if (target === null || isBelow(within, target)) return
  throw new AppError('unauthorized', `The link "${path}" leads outside of the data folder ${within}.`, {
    hint: 'Put the files themselves there, or start the host with another --data-root.',
  })
}

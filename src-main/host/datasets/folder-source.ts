import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'
import { isBelow } from '../caller.ts'
import { readPlainFile } from '../../images/plain-file.ts'
import { throwIfCancelled } from './cancelled.ts'
import type { Source, SourceFile, SourceLimits } from './source.ts'
import { byPath, isHidden } from './source-names.ts'

/** Deeper than any layout needs. */
const maxDepth = 8
/** As of a zip: links can make a few files any number of entries. */
const maxEntries = 5_000_000
const atOnce = 500

interface Listing extends SourceLimits {
  readonly root: string
  /** Gets the relative path. */
  isWanted(path: string): boolean
  readonly files: SourceFile[]
  seen: number
}

/**
 * Lists a folder, symbolic links followed; with `within`, one that leads outside of it is refused. A link to a
 * folder that it lies in itself is left out.
 */
export async function openFolder(
  root: string,
  limits: SourceLimits,
  isWanted: (path: string) => boolean = () => true,
): Promise<Source> {
  const files: SourceFile[] = []
  await list({ ...limits, root, isWanted, files, seen: 0 }, '', [])
  files.sort(byPath)
  return {
    path: root,
    title: basename(root),
    files,
    address: { kind: 'folder', root },
    locate: (path) => ({ path }),
    read: (path) => readPlainFile(join(root, path)),
    close: () => undefined,
  }
}

/** `above`: the folders that it lies in, without links, outermost first. */
async function list(listing: Listing, folder: string, above: readonly string[]): Promise<void> {
  const { root, isWanted, files, signal } = listing
  throwIfCancelled(signal)
  const own = await realpath(join(root, folder)).catch(() => '')
  if (above.length > maxDepth || above.includes(own)) return
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw fault('folder-to-import-unreadable', { folder: join(root, folder), reason: String(error.code) }, error)
  })
  listing.seen += entries.length
  if (listing.seen > maxEntries) {
    throw new AppError('invalid-input', `The folder ${root} has more than ${maxEntries} entries, links followed.`, {
      hint: 'Import a folder of one dataset; look for links that lead in circles.',
    })
  }
  const nested: string[] = []
  const look = async (entry: Dirent): Promise<void> => {
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
    // A pipe, a device, a link to nothing, a name that is not UTF-8: told by whoever tries to read it.
    else if (isWanted(path)) files.push({ path, bytes: 0, stamp: 0 })
  }
  // So many at a time that others are answered in between.
  for (let at = 0; at < entries.length; at += atOnce) await Promise.all(entries.slice(at, at + atOnce).map(look))
  for (const path of nested) await list(listing, path, [...above, own])
}

async function requireInside({ root, within }: Listing, path: string): Promise<void> {
  if (within === undefined) return
  const target = await realpath(join(root, path)).catch(() => null)
  if (target === null || isBelow(within, target)) return
  throw new AppError('unauthorized', `The link "${path}" leads outside of the data folder ${within}.`, {
    hint: 'Put the files themselves there, or start the host with another --data-root.',
  })
}

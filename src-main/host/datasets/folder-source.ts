import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '../../contract/wire.ts'
import type { Source, SourceFile } from './source.ts'
import { byPath, isHidden } from './source-names.ts'

/** Deeper than any layout needs; ends loops of symbolic links. */
const maxDepth = 8

/** Lists a folder, symbolic links followed. `isWanted` gets the relative path. */
export async function openFolder(root: string, isWanted: (path: string) => boolean = () => true): Promise<Source> {
  const files: SourceFile[] = []
  await list(root, '', 0, isWanted, files)
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

async function list(
  root: string,
  folder: string,
  depth: number,
  isWanted: (path: string) => boolean,
  files: SourceFile[],
): Promise<void> {
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
    const found = await stat(join(root, path)).catch(() => null)
    if (found?.isDirectory()) nested.push(path)
    else if (found?.isFile() && isWanted(path)) files.push({ path, bytes: found.size, stamp: found.mtimeMs })
  })
  await Promise.all(listed)
  for (const path of nested) await list(root, path, depth + 1, isWanted, files)
}

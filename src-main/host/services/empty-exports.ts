import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostContext } from '../context.ts'
import { measureFolder, type Measure } from '../measure-folder.ts'
import { isUnfinished } from '../unfinished.ts'

/** Deletes what was exported into the workspace: sheets, and weights for other programs. What is just being written stays. */
export async function emptyExports({ workspace }: Pick<HostContext, 'workspace'>): Promise<Measure> {
  const names = await readdir(workspace.exports).catch(() => [])
  const deleted = { files: 0, bytes: 0 }
  for (const path of names.filter((name) => !isUnfinished(name)).map((name) => join(workspace.exports, name))) {
    const facts = await stat(path)
    const { files, bytes } = facts.isDirectory() ? await measureFolder(path) : { files: 1, bytes: facts.size }
    await rm(path, { recursive: true, force: true })
    deleted.files += files
    deleted.bytes += bytes
  }
  return deleted
}

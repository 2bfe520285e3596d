import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A name of its own, beside `path`, for what is not whole yet. */
export const unfinishedPath = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.tmp`

export const isUnfinished = (name: string): boolean => /\.[0-9a-f]{12}\.tmp$/.test(name)

/** Removes what a host that ended in the midst of writing left in this folder. Nobody may be writing there. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/\.[0-9a-f]{12}\.tmp$|\.tmp-[\w-]+$/.test(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

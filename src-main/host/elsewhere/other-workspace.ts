import { accessSync, constants, existsSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'
import { openStore, type Store } from '../../store/store.ts'
import { lockWorkspace } from '../lock.ts'
import { unfinishedPath } from '../unfinished.ts'
import { workspaceAt, type Workspace } from '../workspace.ts'

/** Another workspace as it stood when it was opened, read from a copy of its database. */
export interface OtherWorkspace extends AsyncDisposable {
  readonly workspace: Workspace
  readonly store: Store
}

/**
 * Copies the database of a workspace into `into` and opens the copy, which brings an older one to our version; the
 * workspace itself stays as it is. Throws `not-found` where there is none, `conflict` where a program works on it, and
 * `database` where it is damaged or of a newer program.
 */
export async function openOther(folder: string, into: string): Promise<OtherWorkspace> {
  const workspace = workspaceAt(folder)
  if (!existsSync(workspace.database)) throw fault('no-workspace', { folder: workspace.folder })
  const copies = unfinishedPath(join(into, 'merge'))
  const path = join(copies, 'adversarium.db')
  try {
    await mkdir(copies, { recursive: true })
    await whileLocked(workspace, () => copyDatabase(workspace.database, path))
    const store = openStore(path)
    return {
      workspace,
      store,
      async [Symbol.asyncDispose]() {
        store.close()
        await rm(copies, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(copies, { recursive: true, force: true })
    if (!(error instanceof AppError)) throw error
    // It tells of the copy, which nobody knows of.
    throw AppError.from({ ...error.body, message: error.message.replaceAll(path, workspace.database) })
  }
}

function isWritable({ database }: Workspace): boolean {
  try {
    accessSync(dirname(database), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Read-only media cannot be locked, and nobody writes there. */
async function whileLocked(workspace: Workspace, work: () => Promise<void>): Promise<void> {
  if (!isWritable(workspace)) return work()
  const lock = lockWorkspace(workspace)
  try {
    await work()
  } finally {
    lock.leave()
  }
}

/** With its log, where what was written last may be. */
async function copyDatabase(from: string, to: string): Promise<void> {
  for (const ending of ['', '-wal']) {
    if (existsSync(from + ending)) await copyFile(from + ending, to + ending, constants.COPYFILE_FICLONE)
  }
}

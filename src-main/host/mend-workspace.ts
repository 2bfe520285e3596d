import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fault, FaultError, type FaultId } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import type { Mending, Remedies } from '../contract/remedies.ts'
import { AppError } from '../contract/wire.ts'
import { listCopies, restoreCopy, versionOf, type DatabaseCopy } from '../store/copies.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import { inspectDatabase, type NamedFile } from '../store/inspect-database.ts'
import { salvageDatabase, type Salvage } from '../store/salvage.ts'
import { findCache } from './datasets/cache-folder.ts'
import { lockWorkspace } from './lock.ts'
import { workspaceAt, type Workspace } from './workspace.ts'

/** A file that the database names and that is not what was written. */
export interface FileProblem {
  readonly what: string
  readonly path: string
  readonly problem: string
}

/** What a look at a workspace found. */
export interface WorkspaceReport {
  readonly folder: string
  readonly database: {
    readonly path: string
    readonly bytes: number
    readonly version: number
    readonly damage: string | null
  }
  readonly copies: readonly DatabaseCopy[]
  readonly files: readonly FileProblem[]
}

export type SalvagedWorkspace = Salvage

/** Reads all of a workspace and changes nothing. Throws `conflict` where a program works on it. */
export async function checkWorkspace(folder: string): Promise<WorkspaceReport> {
  const workspace = workspaceAt(folder)
  const { database: path } = workspace
  if (!existsSync(path) && listCopies(path).length === 0) throw fault('no-workspace', { folder: workspace.folder })
  return locked(workspace, 'leave', async () => {
    const { damage, files } = inspectDatabase(path)
    const found = existsSync(path) ? { bytes: statSync(path).size, version: versionOf(path) } : { bytes: 0, version: 0 }
    return {
      folder: workspace.folder,
      database: { path, ...found, damage },
      copies: listCopies(path),
      files: await findProblems(workspace, files),
    }
  })
}

/** Puts a copy in the place of the database; null: the newest. */
export function restoreWorkspace(folder: string, name: string | null): Promise<ReturnType<typeof restoreCopy>> {
  const workspace = workspaceAt(folder)
  if (listCopies(workspace.database).length === 0) {
    throw fault('no-copy', { folder: join(workspace.folder, 'store'), named: '' })
  }
  return locked(workspace, 'release', async () => restoreCopy(workspace.database, name))
}

/** Keeps what can be read of the database. Throws `conflict` where nothing is wrong with it. */
export function salvageWorkspace(folder: string): Promise<SalvagedWorkspace> {
  const workspace = workspaceAt(folder)
  const { database: path } = workspace
  if (!existsSync(path)) throw fault('no-workspace', { folder: workspace.folder })
  return locked(workspace, 'release', async () => {
    if (inspectDatabase(path).damage === null) {
      throw new AppError('conflict', `Nothing is wrong with the database ${path}: there is nothing to salvage.`)
    }
    return salvageDatabase(path)
  })
}

/** What can be done where the database cannot be opened for this reason; null where mending it would not help. */
export function findRemedies(folder: string, error: unknown): Remedies | null {
  if (!(error instanceof FaultError) || !mendable.includes(error.fault)) return null
  const [copy] = listCopies(workspaceAt(folder).database)
  return {
    copy: copy ? { madeAt: copy.madeAt, bytes: copy.bytes } : null,
    canSalvage: error.fault !== 'database-gone',
  }
}

const mendable: readonly FaultId[] = ['database-damaged', 'database-log-damaged', 'database-gone']

/** Mends a workspace before it is opened, and says what was done. */
export async function mendWorkspace(folder: string, mending: Mending): Promise<string> {
  if (mending === 'restore') {
    const { copy, kept } = await restoreWorkspace(folder, null)
    return `The database is that of ${new Date(copy.madeAt).toLocaleString('en-GB')} again. ${tellKept(kept)}`
  }
  const { tables, kept } = await salvageWorkspace(folder)
  const saved = tables.reduce((sum, table) => sum + table.saved, 0)
  const losses = tables.filter(({ lost }) => lost !== 0).map(({ table, lost }) => `${table} (${lost ?? 'some'})`)
  const lost = losses.length === 0 ? 'none was lost' : `lost were rows of ${losses.join(', ')}`
  return `${saved.toLocaleString('en')} rows were saved, ${lost}. ${tellKept(kept)}`
}

const tellKept = (kept: string | null): string => (kept === null ? '' : `The damaged files are kept in ${kept}.`)

/** `release` forgets what a host that crashed here had begun: whole files may be all that is left of rows that are lost. */
async function locked<T>(workspace: Workspace, end: 'leave' | 'release', work: () => Promise<T>): Promise<T> {
  const lock = lockWorkspace(workspace)
  try {
    return await work()
  } catch (error) {
    throw asFileFault(asDatabaseError(error, workspace.database))
  } finally {
    lock[end]()
  }
}

async function findProblems(workspace: Workspace, files: readonly NamedFile[]): Promise<FileProblem[]> {
  const found: FileProblem[] = []
  for (const file of files) {
    const problem = await problemOf(workspace, file)
    if (problem !== null) found.push({ what: file.what, path: join(workspace.folder, file.path), problem })
  }
  return found
}

async function problemOf(
  workspace: Workspace,
  { path, bytes, sha256, fingerprint }: NamedFile,
): Promise<string | null> {
  if (fingerprint !== null) {
    const isWhole = (await findCache(workspace.folder, fingerprint)) !== null
    return isWhole ? null : 'missing or cut off; a run that needs it makes it again from the original'
  }
  const file = join(workspace.folder, path)
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return 'missing'
  if (size !== bytes) return `has ${size} bytes, expected ${bytes}`
  if (sha256 !== null && (await hashOf(file)) !== sha256) return 'changed since it was written'
  return null
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

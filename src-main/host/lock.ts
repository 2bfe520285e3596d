import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { z } from 'zod'
import { AppError } from '../contract/wire.ts'
import type { Workspace } from './workspace.ts'

/** What `host.json` says: who works on the workspace and how to reach it. */
export const HostAddress = z.object({
  pid: z.int().positive(),
  port: z.int().min(0).max(65_535),
  token: z.string().min(32),
  startedAt: z.number(),
})
export type HostAddress = z.output<typeof HostAddress>

export interface WorkspaceLock {
  /** Tells others how to reach this host. */
  publish(address: Omit<HostAddress, 'pid'>): void
  release(): void
}

// Keeps them from the garbage collector, which would close them.
const held = new Set<Database>()

/**
 * One host a workspace. The lock is an open exclusive transaction on `store/host.lock`: the operating system ends it
 * with the process, so no stale lock survives a crash and no process id is ever mistaken. `host.json` only holds the
 * address. Throws `conflict` where another host lives.
 */
export function lockWorkspace(workspace: Workspace): WorkspaceLock {
  const lock = new Sqlite(join(workspace.folder, 'store', 'host.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error
    const pid = readAddress(workspace)?.pid
    throw new AppError(
      'conflict',
      `Another program${pid === undefined ? '' : ` (process ${pid})`} works on the workspace ${workspace.folder}.`,
      { hint: 'Use that one, end it first, or choose another workspace with --workspace <folder>.' },
    )
  }
  held.add(lock)
  rmSync(workspace.lockFile, { force: true })
  return {
    publish(address) {
      const text = JSON.stringify({ pid: process.pid, ...address })
      const temporary = `${workspace.lockFile}.${process.pid}.tmp`
      rmSync(temporary, { force: true })
      writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' })
      renameSync(temporary, workspace.lockFile)
    },
    release() {
      rmSync(workspace.lockFile, { force: true })
      lock.close()
      held.delete(lock)
    },
  }
}

/** The address that a host left in the workspace; null where there is none, its process is dead, or it is half-written. */
export function readAddress(workspace: Workspace): HostAddress | null {
  let text: string
  try {
    text = readFileSync(workspace.lockFile, 'utf8')
  } catch {
    return null
  }
  const parsed = HostAddress.safeParse(parseJson(text))
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

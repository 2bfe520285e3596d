import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../contract/parse-json.ts'
import { fault, FaultError } from '../contract/faults/index.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import { takeExclusiveLock } from '../store/exclusive-lock.ts'
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
  /** Gives the lock back and leaves the address as it was: a host that crashed here is still to be cleared up after. */
  leave(): void
}

/**
 * One host a workspace: the lock is on `store/host.lock` and ends with the process, whatever happens to it. `host.json`
 * only holds the address. Throws `conflict` where another host lives, `storage` where nothing can be locked.
 */
export function lockWorkspace(workspace: Workspace, take = takeExclusiveLock): WorkspaceLock {
  const unlock = takeLock(workspace, take)
  if (!unlock) {
    const pid = readAddress(workspace)?.pid
    throw fault('workspace-taken', {
      folder: workspace.folder,
      process: pid === undefined ? '' : ` (process ${pid})`,
    })
  }
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
      unlock()
    },
    leave: unlock,
  }
}

function takeLock({ folder }: Workspace, take: typeof takeExclusiveLock): ReturnType<typeof takeExclusiveLock> {
  const path = join(folder, 'store', 'host.lock')
  try {
    return take(path)
  } catch (error) {
    const known = asDatabaseError(error, path)
    if (known instanceof FaultError && known.fault === 'database-full') throw known
    const { code = '', message } = error as { code?: string; message: string }
    const isForbidden = /^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)
    if (isForbidden) throw fault('workspace-not-writable', { folder, reason: message }, error)
    if (code.startsWith('SQLITE_')) throw fault('workspace-not-lockable', { folder, reason: message }, error)
    throw error
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

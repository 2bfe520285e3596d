import { fork } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockWorkspace, readAddress } from '../../src-main/host/lock.ts'
import { createWorkspace, workspaceAt, type Workspace } from '../../src-main/host/workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const address = { port: 4321, token: 't'.repeat(43), startedAt: 1 }

function create(): Workspace {
  const workspace = workspaceAt(join(temporaryFolder(), 'a', 'workspace'))
  createWorkspace(workspace)
  return workspace
}

describe('lockWorkspace', () => {
  it('publishes the address in a file that only its owner may read', () => {
    const workspace = create()
    const lock = lockWorkspace(workspace)
    expect(readAddress(workspace)).toBeNull()
    lock.publish(address)
    expect(readAddress(workspace)).toEqual({ pid: process.pid, ...address })
    expect(statSync(workspace.lockFile).mode & 0o777).toBe(0o600)
    lock.release()
    expect(readAddress(workspace)).toBeNull()
  })

  it('lets a second host see the lock, and in when it is released', () => {
    const workspace = create()
    const first = lockWorkspace(workspace)
    first.publish(address)
    expect(() => lockWorkspace(workspace)).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining(`process ${process.pid}`) }),
    )
    expect(readAddress(workspace)?.port).toBe(4321)
    first.release()
    lockWorkspace(workspace).release()
  })

  it('takes over from a process that was killed', async () => {
    const workspace = create()
    const holder = fork(new URL('../support/hold-lock.mjs', import.meta.url), [
      join(workspace.folder, 'store', 'host.lock'),
    ])
    await once(holder, 'message')
    writeFileSync(workspace.lockFile, JSON.stringify({ pid: holder.pid, ...address }))
    expect(() => lockWorkspace(workspace)).toThrow(expect.objectContaining({ code: 'conflict' }))
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(readAddress(workspace)).toBeNull()
    lockWorkspace(workspace).release()
  })

  it('refuses a file system that cannot lock, and one where nothing may be written', () => {
    const workspace = create()
    const failing = (code: string) => () => {
      throw Object.assign(new Error('disk I/O error'), { code })
    }
    expect(() => lockWorkspace(workspace, failing('SQLITE_IOERR_LOCK'))).toThrow(
      expect.objectContaining({
        code: 'storage',
        message: expect.stringMatching(/^Files in the workspace .* cannot be locked: disk I\/O error\. Without locks/),
        hint: expect.stringContaining('disk of this machine'),
      }),
    )
    expect(() => lockWorkspace(workspace, failing('SQLITE_READONLY'))).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('cannot be written') }),
    )
  })

  it('reads nothing from a half-written or foreign file', () => {
    const workspace = create()
    for (const text of [
      '',
      '{"pid": 1',
      '[]',
      JSON.stringify({ pid: process.pid, port: 1, token: 'short', startedAt: 1 }),
    ]) {
      writeFileSync(workspace.lockFile, text)
      expect(readAddress(workspace)).toBeNull()
    }
  })
})

describe('createWorkspace', () => {
  it('says that a folder cannot be used', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(() => createWorkspace(workspaceAt(join(file, 'workspace')))).toThrow(
      expect.objectContaining({ code: 'storage', hint: expect.stringContaining('--workspace') }),
    )
  })
})

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ErrorBody, Reply } from '../../src-main/contract/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { programFolder } from '../support/test-host.ts'

const entry = join(programFolder, 'out', 'main', 'host.cjs')
const isBuilt = existsSync(entry)
if (!isBuilt) console.log('SKIPPED built host: out/main/host.cjs is not built')

interface Messages {
  readonly ready?: { readonly url: string; readonly port: number; readonly token: string }
  readonly failed?: ErrorBody
  readonly running?: { readonly port: number; readonly token: string }
  readonly id?: number
  readonly reply?: Reply
  readonly path?: string
}

function start(workspace: string, ...more: string[]): { child: ChildProcess; printed(): string } {
  const child = fork(entry, ['--workspace', workspace, ...more], { serialization: 'advanced', silent: true })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part))
  return { child, printed: () => text }
}

async function next(child: ChildProcess, isWanted: (message: Messages) => boolean): Promise<Messages> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Messages]
    if (isWanted(message)) return message
  }
}

describe.runIf(isBuilt)('host.cjs', () => {
  it('speaks frames over its channel, serves the page, prints nothing, and ends with its parent', async () => {
    const { child, printed } = start(temporaryFolder())
    const { ready } = await next(child, () => true)
    const page = await fetch(ready?.url ?? '')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    child.send({ subscribe: 'system.engineChanged' })
    child.send({ id: 7, path: 'system.info', input: {} })
    const { reply } = await next(child, ({ id }) => id === 7)
    expect(reply).toMatchObject({
      ok: true,
      value: { engines: [{ lane: 'training', state: 'stopped' }, { lane: 'interactive' }] },
    })
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(printed()).toBe('')
  })

  it('says that another host has the workspace and where it is', async () => {
    const workspace = temporaryFolder()
    const { ready } = await next(start(workspace).child, () => true)
    const second = start(workspace).child
    const exit = once(second, 'exit')
    const { failed, running } = await next(second, () => true)
    expect(failed?.code).toBe('conflict')
    expect(running).toEqual({ port: ready?.port, token: ready?.token })
    expect(await exit).toEqual([1, null])
  })

  it('refuses wrong arguments in one sentence', async () => {
    const { child } = start(temporaryFolder(), '--port', '70000')
    const { failed } = await next(child, () => true)
    expect(failed).toEqual({ code: 'invalid-input', message: expect.stringContaining('--port must be a whole number') })
  })

  it('stops at SIGTERM and removes its lock file', async () => {
    const workspace = temporaryFolder()
    const { child } = start(workspace)
    await next(child, ({ ready }) => ready !== undefined)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(existsSync(join(workspace, 'host.json'))).toBe(false)
  })
})

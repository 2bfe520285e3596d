import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connectToHost } from '../../src-main/host/socket-transport.ts'
import { readAddress } from '../../src-main/host/lock.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { launch, startHost, untilEvaluated, workspaceWithDataset } from '../support/test-host.ts'

/** Every file below a folder with what it holds. */
function filesBelow(folder: string): [path: string, content: Buffer][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path)])
}

/** The arguments and environments of all processes that this machine shows to us. */
function processesThatShow(secret: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((kind) => `/proc/${pid}/${kind}`))
    .filter((path) => {
      try {
        return readFileSync(path).includes(secret)
      } catch {
        return false
      }
    })
}

describe('the token', () => {
  it('stands in host.json alone, which nobody else may read, after all that a host does', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { token, port } = host.address
    const transport = await connectToHost({ port, token })
    const heard: unknown[] = []
    transport.subscribe('system.logged', (line) => heard.push(line))
    const refusals = [
      await transport.call('runs.get', { id: token }),
      await transport.call('datasets.check', { path: `/nothing/${port}` }),
      await transport.call('no.such', {}),
      await transport.call('system.catalog', { more: 1 }),
    ]
    for (const reply of refusals.slice(1)) expect(JSON.stringify(reply)).not.toContain(token)
    const { runs } = await launch(host, ['default', 'crash'])
    await untilEvaluated(host, runs[0] ?? '')
    for (const path of ['system.info', 'system.log', 'system.settings', 'system.preferences', 'runs.list']) {
      expect(JSON.stringify(await transport.call(path, {}))).not.toContain(token)
    }
    // Refused, and therefore perhaps told of somewhere.
    for (const query of [`?token=${token}x`, `?token=${token}&a=b`]) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/elsewhere${query}`, { origin: 'http://evil.example' })
      await new Promise((resolve) => socket.on('error', resolve))
    }
    await fetch(`http://127.0.0.1:${port}/?token=${token}`).then((page) => page.text())

    const { lockFile } = workspaceAt(workspace)
    expect(readAddress(workspaceAt(workspace))?.token).toBe(token)
    expect(statSync(lockFile).mode & 0o777).toBe(0o600)
    const holding = filesBelow(workspace).filter(([, content]) => content.includes(token))
    expect(holding.map(([path]) => path)).toEqual([lockFile])
    expect(processesThatShow(token)).toEqual([])
    expect(JSON.stringify(heard)).not.toContain(token)
    transport.close()
    await transport.closed
    await host.close()
    expect(filesBelow(workspace).filter(([, content]) => content.includes(token))).toEqual([])
  })
})

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { contract, createClient } from '../../src-main/contract/index.ts'
import { readAddress, type HostAddress } from '../../src-main/host/lock.ts'
import { connectToHost } from '../../src-main/host/socket-transport.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { fakeEngine, startHost, untilEvaluated, untilRun, workspaceWithDataset } from '../support/test-host.ts'

async function forkHost(workspace: string): Promise<{ child: ChildProcess; address: HostAddress }> {
  const child = fork(new URL('../support/host-process.ts', import.meta.url), [workspace, fakeEngine])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [address] = (await once(child, 'message')) as [HostAddress]
  return { child, address }
}

describe('a host that is killed', () => {
  it('loses nothing: the run is interrupted, the queue goes on, the run resumes', async () => {
    const workspace = workspaceWithDataset()
    const { child, address } = await forkHost(workspace)
    const transport = await connectToHost(address)
    const client = createClient(contract, transport)
    const measured = new Set<string>()
    client.runs.on('points', ({ run }) => measured.add(run))
    const { runs } = await client.experiments.launch({
      base: { dataset: { id: 'idx' } },
      runs: [{ name: 'crash' }, { name: 'wait' }, { name: 'fine' }],
    })
    const [crashed, interrupted, fine] = runs as [string, string, string]
    await vi.waitUntil(() => measured.has(interrupted), { timeout: 30_000 })
    child.kill('SIGKILL')
    await transport.closed

    const host = await startHost(workspace)
    expect(await host.client.runs.get({ id: crashed })).toMatchObject({ state: 'crashed', isResumable: true })
    expect(await host.client.runs.get({ id: interrupted })).toMatchObject({
      state: 'interrupted',
      reason: 'The program stopped. It had no checkpoint yet.',
      isResumable: false,
    })
    expect(await host.client.runs.metrics({ id: interrupted })).toHaveLength(2)
    await untilRun(host, fine, 'done')
    expect((await untilEvaluated(host, fine)).map(({ state }) => state)).toEqual(['done'])
    await host.client.runs.resume({ id: crashed })
    expect((await untilEvaluated(host, crashed)).map(({ state }) => state)).toEqual(['done'])
  })
})

describe('two programs on one workspace', () => {
  it('refuses the second one, which reaches the first through the lock file', async () => {
    const workspace = workspaceWithDataset()
    const { address } = await forkHost(workspace)
    await expect(startHost(workspace)).rejects.toMatchObject({ code: 'conflict' })
    const found = readAddress(workspaceAt(workspace))
    expect(found).toMatchObject(address)
    const transport = await connectToHost(found ?? address)
    const info = await createClient(contract, transport).system.info({})
    expect(info.workspace).toBe(workspace)
    transport.close()
  })
})

describe('the workspace of a newer program', () => {
  it('is refused and stays unlocked', async () => {
    const workspace = workspaceWithDataset()
    const file = workspaceAt(workspace).database
    const db = openDatabase(file)
    db.pragma('user_version = 99')
    db.close()
    for (const _ of [1, 2]) {
      await expect(startHost(workspace)).rejects.toMatchObject({
        code: 'database',
        hint: expect.stringContaining('Update'),
      })
    }
  })
})

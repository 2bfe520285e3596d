import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect, startOwnHost, type Connection } from '../../src-main/cli/client/connect.ts'
import { attachHost } from '../../src-main/desktop/attach-host.ts'
import { forkHost } from '../../src-main/desktop/fork-host.ts'
import type { HostLink } from '../../src-main/desktop/host-link.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { programFolder } from '../support/test-host.ts'

const hostFile = fileURLToPath(new URL('../support/run-host.ts', import.meta.url))

/** How each program comes to its host: the window, a command, and `serve`. */
const programs = {
  async desktop(workspace: string) {
    const own = await forkHost(hostFile, workspace, null)
    const link = 'failed' in own && own.running ? await attachHost(own.running) : own
    if ('failed' in link) throw new Error(link.failed.message)
    onTestFinished(() => link.close())
    return { isOwn: link.isOwn, ask: () => askOver(link), end: () => link.close() }
  },
  command: async (workspace: string) => opened(await connect({ workspace, programFolder, startsQueue: false })),
  serve: async (workspace: string) => opened(await startOwnHost({ workspace, programFolder, startsQueue: true })),
}
type Name = keyof typeof programs

function opened(connection: Connection) {
  onTestFinished(() => connection.close())
  const ask = async (): Promise<string> => (await connection.client.system.info({})).workspace
  return { isOwn: connection.isOwn, ask, end: () => connection.close() }
}

function askOver(link: HostLink): Promise<string> {
  return new Promise((resolve) => {
    link.onFrame((frame) => {
      if ('reply' in frame && frame.reply.ok) resolve((frame.reply.value as { workspace: string }).workspace)
    })
    link.send({ id: 1, path: 'system.info', input: {} })
  })
}

const attaching: Name[] = ['desktop', 'command']
const orders = (Object.keys(programs) as Name[]).flatMap((first) => attaching.map((second) => [first, second] as const))

describe('two programs on one workspace', () => {
  it.each(orders)(
    '%s first: %s attaches to its host, and has one of its own when that has ended',
    async (first, second) => {
      const workspace = temporaryFolder()
      const one = await programs[first](workspace)
      const other = await programs[second](workspace)
      expect([one.isOwn, other.isOwn]).toEqual([true, false])
      expect([await one.ask(), await other.ask()]).toEqual([workspace, workspace])
      await one.end()
      const again = await programs[second](workspace)
      expect(again.isOwn).toBe(true)
      expect(await again.ask()).toBe(workspace)
    },
  )

  it.each(['desktop', 'command', 'serve'] as const)('%s first: serve refuses, and names the process', async (first) => {
    const workspace = temporaryFolder()
    const one = await programs[first](workspace)
    await expect(programs.serve(workspace)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Another program \(process \d+\) works on the workspace /),
    })
    expect(await one.ask()).toBe(workspace)
  })
})

import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface ServedHost {
  /** With the token. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly workspace: string
  /** As if it crashed. */
  kill(): Promise<void>
  /** Ends it and leaves the workspace. */
  stop(): Promise<void>
  close(): Promise<void>
}

interface ServeOptions {
  readonly workspace?: string
  readonly port?: number
  readonly dataRoot?: string
}

/** The built host, out/main/host.cjs, in a process of its own. */
export async function serveHost({
  workspace = temporaryWorkspace(),
  port = 0,
  dataRoot,
}: ServeOptions = {}): Promise<ServedHost> {
  const args = ['--workspace', workspace, '--port', String(port)]
  const root = dataRoot === undefined ? [] : ['--data-root', dataRoot]
  const child = fork(resolve('out/main/host.cjs'), [...args, ...root], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const ready = await new Promise<{ url: string; port: number }>((done, fail) => {
    child.once('message', (message: { ready?: { url: string; port: number } }) =>
      message.ready ? done(message.ready) : fail(new Error(JSON.stringify(message))),
    )
    void ended.then(() => fail(new Error('The host ended before it was ready.')))
  })
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect()
    await ended
  }
  return {
    url: ready.url,
    port: ready.port,
    pid: child.pid ?? 0,
    workspace,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    stop,
    async close() {
      await stop()
      rmSync(workspace, { recursive: true, force: true })
    },
  }
}

export const temporaryWorkspace = (): string => mkdtempSync(join(tmpdir(), 'adversarium-e2e-'))

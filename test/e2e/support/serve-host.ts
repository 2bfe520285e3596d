import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface ServedHost {
  /** With the token. */
  readonly url: string
  readonly port: number
  readonly workspace: string
  /** As if it crashed. */
  kill(): Promise<void>
  /** Ends it and leaves the workspace. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** The built host, out/main/host.cjs, in a process of its own. */
export async function serveHost({ workspace = temporaryWorkspace(), port = 0 } = {}): Promise<ServedHost> {
  const child = fork(resolve('out/main/host.cjs'), ['--workspace', workspace, '--port', String(port)], {
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

import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Mending } from '../contract/remedies.ts'
import type { HostFailure, HostFrame, HostLink } from './host-link.ts'

/** More than the host gives its engine for the last step and checkpoint. */
const graceMs = 40_000

type FirstMessage = HostFailure | { readonly ready: { readonly mended?: string } }

/**
 * Starts host.cjs in the program's own Node 24, never in Electron's; `mend` first mends the workspace. Resolves when it is
 * ready or said why it is not.
 */
export function forkHost(
  hostFile: string,
  workspace: string | null,
  mend: Mending | null,
): Promise<HostLink | HostFailure> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const args = [...(workspace === null ? [] : ['--workspace', workspace]), ...(mend === null ? [] : ['--mend', mend])]
  const child = fork(hostFile, args, {
    execPath: programNode(hostFile),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env,
  })
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(`The host ended ${signal === null ? `with exit code ${code}` : `by signal ${signal}`}.`),
    )
    child.once('error', (error) => resolve(`The host could not be started: ${error.message}.`))
  })
  const link: HostLink = {
    isOwn: true,
    mended: null,
    ended,
    send(frame) {
      // That it is gone is told by `exit`; a failed send before that would be an error that nobody handles.
      if (child.connected) child.send(frame, () => undefined)
    },
    onFrame(listener) {
      child.on('message', (frame) => listener(frame as HostFrame))
    },
    async close() {
      // It writes what it has, stops its engines and ends.
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
  }
  return new Promise((resolve) => {
    child.once('message', (message) => {
      const first = message as FirstMessage
      resolve('failed' in first ? first : { ...link, mended: first.ready.mended ?? null })
    })
    void ended.then((message) => resolve({ failed: { code: 'internal', message } }))
  })
}

/** npm has a package of Node for each system. */
function programNode(from: string): string {
  const isWindows = process.platform === 'win32'
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  const folder = dirname(createRequire(from).resolve(`${name}/package.json`))
  return join(folder, 'bin', isWindows ? 'node.exe' : 'node')
}

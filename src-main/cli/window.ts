import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { exitCodes } from '../contract/cli.ts'
import { attach, type Connection } from './client/connect.ts'
import { programFolder, type CommandContext } from './command.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The Electron executable where there is one and a display to open on; else the sentence that says why not. */
export function findWindow(env: Environment = process.env): { binary: string | null; reason: string | null } {
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { binary: null, reason: 'There is no display: the interface is served to a browser.' }
  }
  const chosen = isInstalled ? undefined : env['ADVERSARIUM_ELECTRON']
  const binary = chosen ?? installedElectron()
  if (binary !== null && existsSync(binary)) return { binary, reason: null }
  const reason =
    chosen === undefined
      ? 'Electron is not installed: the interface is served to a browser.'
      : `ADVERSARIUM_ELECTRON names no file (${chosen}): the interface is served to a browser.`
  return { binary: null, reason }
}

/** An installed program's own Electron knows what to run; it lies two folders above. */
const isInstalled = basename(programFolder) === 'program' && basename(dirname(programFolder)) === 'resources'

function installedElectron(): string | null {
  if (isInstalled) return join(programFolder, '../../adversarium')
  const folder = packageFolder('electron')
  if (folder === null) return null
  const name = join(folder, 'path.txt')
  return existsSync(name) ? join(folder, 'dist', readFileSync(name, 'utf8').trim()) : null
}

/** Where npm installed a package for us: below a clone, beside ourselves as a package. */
function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(join(programFolder, 'package.json')).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}

const attempts = 120
const retryMs = 250

/**
 * Opens the window and resolves to the exit code when it was closed. Meanwhile `work` speaks to the host that the window
 * has started, once it answers.
 */
export async function openWindow(
  binary: string,
  { workspace, interrupts, output }: CommandContext,
  work: (connection: Connection) => Promise<unknown>,
): Promise<number> {
  // Electron's sandbox refuses to start as root.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const program = isInstalled ? [] : [programFolder]
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(binary, [...flags, ...program, `--workspace=${workspace}`], { stdio: 'inherit', env })
  const windowGone = new AbortController()
  const closed = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      windowGone.abort()
      resolve(code === null ? exitCodes.done : code)
    })
  })
  const working = (async () => {
    for (let attempt = 0; attempt < attempts && !windowGone.signal.aborted; attempt++) {
      const connection = await attach(workspace)
      if (connection) return await work(connection).finally(() => connection.close())
      await wait(retryMs)
    }
    return undefined
  })().catch(async (error: unknown) => {
    // With the window its host goes too, a moment earlier.
    await Promise.race([closed, wait(2000)])
    if (!windowGone.signal.aborted) output.fail(error)
  })
  try {
    return await Promise.race([closed, interrupts.stopped])
  } finally {
    child.kill()
    await Promise.race([working, wait(2000)])
  }
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export interface OpenedWindow {
  readonly app: ElectronApplication
  readonly page: Page
  close(): Promise<void>
}

/** The program in Electron, with settings of its own so that it meets no other instance. */
export async function openWindow(workspace: string): Promise<OpenedWindow> {
  const userData = mkdtempSync(join(tmpdir(), 'adversarium-user-'))
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const app = await _electron.launch({
    executablePath: findElectron() as string,
    args: [resolve('.'), `--user-data-dir=${userData}`, '--disable-gpu', '--workspace', workspace],
    env: env as Record<string, string>,
  })
  return {
    app,
    page: await app.firstWindow(),
    async close() {
      await app.close()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}

/** Why no window can be opened here; null where one can. */
export function whyNoElectron(): string | null {
  const executable = findElectron()
  if (executable === null) return 'no Electron is installed; ADVERSARIUM_ELECTRON can name one'
  if (!existsSync(executable)) return `there is no ${executable}`
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display; xvfb-run provides one'
  }
  return null
}

/** The executable that ADVERSARIUM_ELECTRON names, else the one that npm's electron installed. */
function findElectron(): string | null {
  const named = process.env['ADVERSARIUM_ELECTRON']
  if (named !== undefined) return named
  const folder = createRequire(import.meta.url).resolve('electron/package.json')
  const installed = join(folder, '..', 'dist', 'electron')
  return existsSync(installed) ? installed : null
}

import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { flipFuses, FuseVersion, FuseV1Options } from '@electron/fuses'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export interface OpenedWindow {
  readonly app: ElectronApplication
  readonly page: Page
  /** Resolves when the program has ended, whoever ended it. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/**
 * The program in Electron, with settings of its own so that it meets no other instance: of this build, or the installed
 * one whose executable ADVERSARIUM_PACKAGED names.
 */
export async function openWindow(workspace: string): Promise<OpenedWindow> {
  const userData = mkdtempSync(join(tmpdir(), 'adversarium-user-'))
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const app = await _electron.launch({
    executablePath: packaged === undefined ? (findElectron() as string) : await inspectable(packaged),
    args: [
      ...(packaged === undefined ? [resolve('.')] : []),
      `--user-data-dir=${userData}`,
      '--disable-gpu',
      '--workspace',
      workspace,
    ],
    env: env as Record<string, string>,
  })
  const ended = new Promise<void>((done) => app.process().once('exit', () => done()))
  return {
    app,
    page: await app.firstWindow(),
    ended,
    async close() {
      // As whoever started it ends it: with no question to anyone.
      app.process().kill('SIGTERM')
      await ended
      rmSync(userData, { recursive: true, force: true })
    },
  }
}

const packaged = process.env['ADVERSARIUM_PACKAGED']

/** A copy that Playwright can attach to, beside the program: that is the one fuse in which it differs. */
async function inspectable(executable: string): Promise<string> {
  const copy = `${executable}-inspected`
  if (!existsSync(copy) || statSync(copy).mtimeMs < statSync(executable).mtimeMs) {
    copyFileSync(executable, copy)
    await flipFuses(copy, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true })
  }
  return copy
}

/** Answers the program's message boxes, one after another, and keeps what they said; the last answer stands for all more. */
export async function answerQuestions(
  app: ElectronApplication,
  ...answers: number[]
): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, given) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (async (_window: unknown, { message }: { message: string }) => {
      const response = given[Math.min(asked.length, given.length - 1)] ?? 0
      asked.push(message)
      return { response, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, answers)
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
}

/** Why no window can be opened here; null where one can. */
export function whyNoElectron(): string | null {
  const executable = packaged ?? findElectron()
  if (executable === null) return 'no Electron is installed; ADVERSARIUM_ELECTRON can name one'
  if (!existsSync(executable)) return `there is no ${executable}`
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display; xvfb-run provides one'
  }
  return null
}

/** The executable that ADVERSARIUM_ELECTRON names, else the one that npm's electron installed. */
export function findElectron(): string | null {
  const named = process.env['ADVERSARIUM_ELECTRON']
  if (named !== undefined) return named
  const folder = createRequire(import.meta.url).resolve('electron/package.json')
  const installed = join(folder, '..', 'dist', 'electron')
  return existsSync(installed) ? installed : null
}

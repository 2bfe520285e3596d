import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, recordComplaints, takeScreenshot } from './support/inspect-page.ts'
import { openFirstRun, readComparison, seeCurveMove, startSample } from './support/journey.ts'
import { temporaryWorkspace } from './support/serve-host.ts'

const executable = findElectron()
const reason = cannotRun()
if (reason !== null) console.log(`SKIPPED electron: ${reason}`)

describe.skipIf(reason !== null)('the interface in Electron', () => {
  const workspace = temporaryWorkspace()
  const userData = mkdtempSync(join(tmpdir(), 'adversarium-user-'))
  let app: ElectronApplication
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    app = await _electron.launch({
      executablePath: executable as string,
      args: [resolve('.'), `--user-data-dir=${userData}`, '--disable-gpu', '--workspace', workspace],
      env: env as Record<string, string>,
    })
    page = await app.firstWindow()
    complaints = recordComplaints(page)
  })
  afterAll(async () => {
    await app?.close()
    for (const folder of [workspace, userData]) rmSync(folder, { recursive: true, force: true })
  })

  it('shows our own page, sandboxed, with nothing but the contract in it', async () => {
    expect(page.url()).toMatch(/^adversarium:\/\/app\//)
    const seen = await page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      transport: Object.keys((globalThis as { adversarium?: object }).adversarium ?? {}).toSorted(),
    }))
    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      transport: ['call', 'onConnection', 'subscribe'],
    })
  })

  it('runs the sample experiment, shows its curve moving and fills the comparison', async () => {
    await startSample(page)
    await openFirstRun(page)
    await seeCurveMove(page)
    await takeScreenshot(page, 'electron-run')
    const comparison = await readComparison(page)
    expect(comparison.get('Clean')?.[0]).toMatch(/^\d+\.\d\s*±\d+\.\d$/)
    await takeScreenshot(page, 'electron-compare')
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('breaks no rule of its own policy and logs no error', () => {
    expect(complaints).toEqual([])
  })

  // Last: Playwright waits for ever for a navigation that was prevented.
  it('refuses names outside the contract, other pages and other windows', async () => {
    const refusal = page.evaluate(async () => {
      const { adversarium } = globalThis as unknown as { adversarium: { call(path: string, input: object): unknown } }
      await adversarium.call('shell.open', {})
    })
    await expect(refusal).rejects.toThrow('not part of the contract')
    await page.evaluate(() => {
      window.open('https://example.org/')
      location.assign('https://example.org/')
    })
    expect(page.url()).toMatch(/^adversarium:\/\/app\//)
    expect(app.windows()).toHaveLength(1)
  })
})

/** The executable that ADVERSARIUM_ELECTRON names, else the one that npm's electron installed. */
function findElectron(): string | null {
  const named = process.env['ADVERSARIUM_ELECTRON']
  if (named !== undefined) return named
  const folder = createRequire(import.meta.url).resolve('electron/package.json')
  const installed = join(folder, '..', 'dist', 'electron')
  return existsSync(installed) ? installed : null
}

function cannotRun(): string | null {
  if (executable === null) return 'no Electron is installed; ADVERSARIUM_ELECTRON can name one'
  if (!existsSync(executable)) return `there is no ${executable}`
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'there is no display; xvfb-run provides one'
  }
  return null
}

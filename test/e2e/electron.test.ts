import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, whyNoElectron, type OpenedWindow } from './support/electron.ts'
import { accessibilityProblems, recordComplaints, takeScreenshot } from './support/inspect-page.ts'
import { openFirstRun, readComparison, seeCurveMove, startSample } from './support/journey.ts'
import { serveHost, temporaryWorkspace } from './support/serve-host.ts'

const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED electron: ${reason}`)

describe.skipIf(reason !== null)('the interface in Electron', () => {
  const workspace = temporaryWorkspace()
  let window: OpenedWindow
  let complaints: string[]

  beforeAll(async () => {
    window = await openWindow(workspace)
    complaints = recordComplaints(window.page)
  })
  afterAll(async () => {
    await window?.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('shows our own page, sandboxed, with nothing but the contract in it', async () => {
    expect(window.page.url()).toMatch(/^adversarium:\/\/app\//)
    const seen = await window.page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      transport: Object.keys((globalThis as { adversarium?: object }).adversarium ?? {}).toSorted(),
    }))
    const transport = ['call', 'onConnection', 'subscribe']
    expect(seen).toEqual({ require: 'undefined', process: 'undefined', transport })
  })

  it('runs the sample experiment, shows its curve moving and fills the comparison', async () => {
    const { page } = window
    await startSample(page)
    await openFirstRun(page)
    await seeCurveMove(page)
    await takeScreenshot(page, 'electron-run')
    const comparison = await readComparison(page)
    expect(comparison.get('Clean')?.[0]?.accuracy).toMatch(/^\d+\.\d\s*±\d+\.\d$/)
    await takeScreenshot(page, 'electron-compare')
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('goes on when the host is killed: it is started anew and nothing is lost', async () => {
    const { page } = window
    const address = (): { pid: number } | null => {
      try {
        return JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8')) as { pid: number }
      } catch {
        return null
      }
    }
    const before = address()?.pid
    if (before === undefined) throw new Error('The host left no address.')
    process.kill(before, 'SIGKILL')
    await expect.poll(() => address()?.pid ?? before, { timeout: 120_000 }).not.toBe(before)
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    await page.reload()
    await expect.poll(() => page.locator('[data-run]').count(), { timeout: 120_000 }).toBe(2)
  })

  it('breaks no rule of its own policy and logs no error', () => {
    expect(complaints).toEqual([])
  })

  // Last: Playwright waits for ever for a navigation that was prevented.
  it('refuses names outside the contract, other pages and other windows', async () => {
    const refusal = window.page.evaluate(async () => {
      const { adversarium } = globalThis as unknown as { adversarium: { call(path: string, input: object): unknown } }
      await adversarium.call('shell.open', {})
    })
    await expect(refusal).rejects.toThrow('not part of the contract')
    await window.page.evaluate(() => {
      open('https://example.org/')
      location.assign('https://example.org/')
    })
    expect(window.page.url()).toMatch(/^adversarium:\/\/app\//)
    expect(window.app.windows()).toHaveLength(1)
  })
})

describe.skipIf(reason !== null)('a workspace that a host already has', () => {
  it('is shown through that host, which lives on when the window closes', async () => {
    const host = await serveHost()
    const window = await openWindow(host.workspace)
    try {
      await window.page.getByText('No run yet.').waitFor()
      await window.close()
      const page = await fetch(new URL('/', host.url))
      expect(page.status).toBe(200)
    } finally {
      await host.close()
    }
  })
})

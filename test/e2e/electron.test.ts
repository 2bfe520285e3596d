import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, whyNoElectron, type OpenedWindow } from './support/electron.ts'
import { accessibilityProblems, recordComplaints, takeScreenshot } from './support/inspect-page.ts'
import {
  countMapColours,
  importImages,
  launchOnImport,
  openFirstRun,
  openMisclassified,
  readComparison,
  seeCurveMove,
  stopAndResume,
} from './support/journey.ts'
import { makeImageFolder } from './support/real-images.ts'
import { serveHost, temporaryWorkspace } from './support/serve-host.ts'
import { skipFirstStart } from './support/small-run.ts'

const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED electron: ${reason}`)

describe.skipIf(reason !== null)('the interface in Electron', () => {
  const workspace = temporaryWorkspace()
  const data = temporaryWorkspace()
  let window: OpenedWindow
  let complaints: string[]

  beforeAll(async () => {
    await makeImageFolder(join(data, 'photographs'))
    await skipFirstStart(workspace)
    window = await openWindow(workspace)
    complaints = recordComplaints(window.page)
  })
  afterAll(async () => {
    await window?.close()
    for (const folder of [workspace, data]) rmSync(folder, { recursive: true, force: true })
  })

  it('shows our own page, sandboxed, with nothing but the contract in it', async () => {
    expect(window.page.url()).toMatch(/^adversarium:\/\/app\//)
    const seen = await window.page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      bridge: Object.keys((globalThis as { adversarium?: object }).adversarium ?? {}).toSorted(),
    }))
    const transport = ['call', 'onConnection', 'subscribe']
    const native = ['choosePath', 'onCommand', 'pathOfDropped', 'setMenu']
    const elsewhere = ['attach', 'forgetHost', 'host', 'keptHosts', 'workHere']
    const bridge = [...transport, ...native, ...elsewhere].toSorted()
    expect(seen).toEqual({ require: 'undefined', process: 'undefined', bridge })
  })

  it('imports the folder that its dialog chose', async () => {
    const { app, page } = window
    await app.evaluate(
      ({ dialog }, path) => {
        dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [path] })) as typeof dialog.showOpenDialog
      },
      join(data, 'photographs'),
    )
    await importImages(page, () => page.getByRole('menuitem', { name: 'Folder…' }).click())
  })

  it('launches, watches, stops, resumes and compares', async () => {
    const { page } = window
    await launchOnImport(page, 20)
    await openFirstRun(page)
    await seeCurveMove(page)
    await stopAndResume(page)
    const { heads, rows } = await readComparison(page)
    expect(heads.some((head) => head.startsWith('Clean'))).toBe(true)
    expect(rows).toHaveLength(2)
    await takeScreenshot(page, 'electron-compare')
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('opens a misclassified image with its gradient maps', async () => {
    expect((await openMisclassified(window.page)).length).toBeGreaterThanOrEqual(2)
    expect(await countMapColours(window.page)).toBeGreaterThan(8)
  })

  it('exports through the save dialog', async () => {
    const { app, page } = window
    const target = join(data, 'export.csv')
    await app.evaluate(({ session }, path) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path))
    }, target)
    await page.keyboard.press('Alt+3')
    await page
      .getByRole('button', { name: /^Export Accuracy/i })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
    const read = () => {
      try {
        return readFileSync(target, 'utf8').trim().split('\n').length
      } catch {
        return 0
      }
    }
    await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(10)
  })

  it('breaks no rule of its own policy and logs no error', () => {
    expect(complaints).toEqual([])
  })

  it('denies the page what is the system’s, and hears no other window', async () => {
    const answers = await window.page.evaluate(() => {
      const ask = (work: () => Promise<unknown>): Promise<string> => work().then(String, () => 'refused')
      return Promise.all([
        ask(() => Notification.requestPermission()),
        ask(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        ask(() => navigator.clipboard.readText()),
        ask(() => new Promise((found, refused) => navigator.geolocation.getCurrentPosition(found, refused))),
      ])
    })
    expect(answers).toEqual(['denied', 'refused', 'refused', 'refused'])
    const preload = resolve('out/preload/preload.cjs')
    const heard = await window.app.evaluate(async ({ BrowserWindow }, path) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } })
      await other.loadURL('adversarium://app/index.html')
      const reply: unknown = await other.webContents.executeJavaScript("adversarium.call('system.info', {})")
      other.destroy()
      return reply
    }, preload)
    expect(heard).toMatchObject({
      ok: false,
      error: { code: 'unauthorized', message: 'The sender is not the window.' },
    })
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

describe.skipIf(reason !== null)('an empty workspace', () => {
  it('has the sample running by itself', async () => {
    const workspace = temporaryWorkspace()
    const window = await openWindow(workspace)
    try {
      await expect.poll(() => window.page.locator('[data-run]').count(), { timeout: 60_000 }).toBe(2)
      await window.page
        .getByText(/preparing|epoch \d/)
        .first()
        .waitFor({ timeout: 60_000 })
      await takeScreenshot(window.page, 'electron-first-start')
    } finally {
      await window.close()
      rmSync(workspace, { recursive: true, force: true })
    }
  })
})

describe.skipIf(reason !== null)('a workspace that a host already has', () => {
  it('is shown through that host, which lives on when the window closes', async () => {
    const host = await serveHost()
    const window = await openWindow(host.workspace)
    try {
      await window.page.getByRole('navigation').first().waitFor()
      await window.close()
      const page = await fetch(new URL('/', host.url))
      expect(page.status).toBe(200)
    } finally {
      await host.close()
    }
  })
})

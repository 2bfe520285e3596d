import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desktop } from '../../src-main/contract/index.ts'
import { answerQuestions, openWindow, whyNoElectron, type OpenedWindow } from './support/electron.ts'
import { askFromPage, longRun, readRuns, workspaceWithRun } from './support/small-run.ts'
import { temporaryWorkspace } from './support/serve-host.ts'

const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED desktop: ${reason}`)

interface Seen {
  readonly rows: number
  readonly step: number
}
type WithDesktop = { adversarium: Desktop; heard: string[] }

/** Two classes of two pictures each, as a camera's folder. */
async function makePictures(folder: string): Promise<string> {
  for (const [name, background] of [
    ['day', '#fff4d0'],
    ['night', '#101830'],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    for (const i of [0, 1]) {
      const picture = sharp({ create: { width: 16, height: 16, channels: 3, background } })
      await picture.png().toFile(join(folder, name, `${i}.png`))
    }
  }
  return folder
}

describe.skipIf(reason !== null)('what the desktop offers its window', () => {
  const workspace = temporaryWorkspace()
  const elsewhere = temporaryWorkspace()
  let window: OpenedWindow

  beforeAll(async () => {
    window = await openWindow(workspace)
    await window.page.getByRole('navigation').first().waitFor()
  })
  afterAll(async () => {
    await window?.close()
    for (const folder of [workspace, elsewhere]) rmSync(folder, { recursive: true, force: true })
  })

  it('imports what its dialog chose, and nothing that the page thought of', async () => {
    const { app, page } = window
    const folder = await makePictures(join(elsewhere, 'camera'))
    const asked = await app.evaluate(({ dialog }, path) => {
      const options: unknown[] = []
      dialog.showOpenDialog = (async (_window: unknown, given: unknown) => {
        options.push(given)
        return { canceled: false, filePaths: [path] }
      }) as typeof dialog.showOpenDialog
      return options
    }, folder)
    expect(asked).toEqual([])

    const before = await askFromPage(page, 'datasets.check', { path: folder })
    expect(before).toMatchObject({ ok: false, error: { code: 'unauthorized' } })
    const choose = (kind: string) =>
      page.evaluate((word) => (globalThis as unknown as WithDesktop).adversarium.choosePath(word as never), kind)
    expect(await choose('anything')).toBeNull()
    expect(await choose('dataset-folder')).toBe(folder)
    const after = await askFromPage(page, 'datasets.check', { path: folder })
    expect(after).toMatchObject({ ok: true, value: { classes: [{ name: 'day' }, { name: 'night' }] } })
    expect(await askFromPage(page, 'datasets.import', { path: join(folder, 'day') })).toMatchObject({ ok: false })
  })

  it('knows where a dropped folder lies, and that a file of the page’s own lies nowhere', async () => {
    const { page } = window
    const folder = await makePictures(join(elsewhere, 'dropped'))
    const dropped = page.evaluate(
      () =>
        new Promise<(string | null)[]>((resolve) => {
          const { adversarium } = globalThis as unknown as WithDesktop
          document.addEventListener('dragover', (event) => event.preventDefault())
          document.addEventListener('drop', (event) => {
            event.preventDefault()
            const file = event.dataTransfer?.files[0]
            const made = new File(['text'], '/etc/passwd')
            void Promise.all([file, made, '/etc/passwd'].map((it) => adversarium.pathOfDropped(it))).then(resolve)
          })
        }),
    )
    const session = await page.context().newCDPSession(page)
    const data = { items: [], files: [folder], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
    }
    expect(await dropped).toEqual([folder, null, null])
    expect(await askFromPage(page, 'datasets.check', { path: folder })).toMatchObject({ ok: true })
  })

  it('builds the native menu from the page’s commands and tells which was chosen', async () => {
    const { app, page } = window
    await page.evaluate(() => {
      const world = globalThis as unknown as WithDesktop
      world.heard = []
      world.adversarium.onCommand((id) => world.heard.push(id))
      world.adversarium.setMenu([{ id: 'test-command', title: 'Test', group: 'Testing', accelerator: 'Alt+T' }])
    })
    const labels = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? [])
    await expect.poll(labels).toContain('Testing')
    expect(await labels()).toEqual(expect.arrayContaining(['File', 'Edit', 'View', 'Window']))
    await page.evaluate(() => {
      const { adversarium } = globalThis as unknown as WithDesktop
      adversarium.setMenu([{ id: 'NOT AN ID', title: '', group: 'Wrong', accelerator: null }])
    })
    await app.evaluate(({ Menu }) => {
      const menu = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Testing')
      menu?.submenu?.items[0]?.click()
    })
    await expect.poll(() => page.evaluate(() => (globalThis as unknown as WithDesktop).heard)).toEqual(['test-command'])
    expect(await labels()).not.toContain('Wrong')
  })

  it('saves an export where the save dialog says', async () => {
    const { app, page } = window
    const target = join(elsewhere, 'curve.csv')
    await app.evaluate(({ session }, path) => {
      session.defaultSession.once('will-download', (_event, item) => {
        Object.assign(globalThis, { suggested: item.getSaveDialogOptions().defaultPath })
        item.setSavePath(path)
      })
    }, target)
    await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['step,loss\n1,2\n'], { type: 'text/csv' }))
      link.download = 'curve.csv'
      link.click()
    })
    const read = () => {
      try {
        return readFileSync(target, 'utf8')
      } catch {
        return null
      }
    }
    await expect.poll(read, { timeout: 10_000 }).toBe('step,loss\n1,2\n')
    const suggested = await app.evaluate(() => (globalThis as unknown as { suggested?: string }).suggested)
    expect(suggested).toBe('curve.csv')
  })
})

describe.skipIf(reason !== null)('a run that is active', () => {
  let workspace: string
  let window: OpenedWindow

  beforeAll(async () => {
    workspace = await workspaceWithRun(longRun)
    window = await openWindow(workspace)
    await window.page.locator('[data-run]').first().waitFor()
  })
  afterAll(async () => {
    await window?.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  const isVisible = () => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  const close = () => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

  it('keeps the machine awake and moves the taskbar', async () => {
    const { app, page } = window
    await app.evaluate(({ BrowserWindow }) => {
      const bar: number[] = []
      Object.assign(globalThis, { bar })
      const [first] = BrowserWindow.getAllWindows()
      if (first) first.setProgressBar = (share) => void bar.push(share)
    })
    const isAwake = () => app.evaluate(({ powerSaveBlocker }) => [0, 1].some((id) => powerSaveBlocker.isStarted(id)))
    const [{ id, state } = { id: '', state: '' }] = await readRuns(page)
    if (state === 'interrupted') expect(await askFromPage(page, 'runs.resume', { id })).toMatchObject({ ok: true })
    await expect.poll(isAwake, { timeout: 60_000 }).toBe(true)
    const bar = () => app.evaluate(() => (globalThis as unknown as { bar: number[] }).bar)
    await expect
      .poll(async () => (await bar()).some((share) => share > 0 && share < 1), { timeout: 120_000 })
      .toBe(true)
  })

  it('goes on when the page’s process ends: the page is loaded anew and says so', async () => {
    const { app } = window
    const asked = await answerQuestions(app, 0)
    const step = async () => (await readRuns(window.page))[0]?.step ?? 0
    await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(60)
    const before = await step()
    const question = `adversarium.call('runs.list', {}).then(({ value: [run] }) => ({
      rows: document.querySelectorAll('[data-run]').length,
      step: run.step,
    }))`
    // What is asked while the page goes is never answered.
    const seen = () =>
      app.evaluate(({ BrowserWindow }, code) => {
        const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) as
          Promise<Seen> | undefined
        const none = new Promise<null>((resolve) => setTimeout(() => resolve(null), 2000))
        return Promise.race([none, answer?.catch(() => null)])
      }, question)
    const pid = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    )
    if (pid === undefined) throw new Error('The window has no page.')
    process.kill(pid, 'SIGKILL')
    await expect.poll(async () => (await seen())?.rows, { timeout: 60_000 }).toBe(1)
    expect(await asked()).toEqual([
      expect.stringMatching(/^The window's page ended by itself .* and was loaded anew\.$/),
    ])
    await expect.poll(async () => (await seen())?.step, { timeout: 60_000 }).toBeGreaterThan(before)
  })

  it('is asked about when the window closes: cancelled, kept in the tray, shown again', async () => {
    const { app } = window
    const asked = await answerQuestions(app, 2, 1)
    await close()
    await expect.poll(async () => (await asked()).length).toBe(1)
    expect(await isVisible()).toBe(true)
    await close()
    await expect.poll(isVisible).toBe(false)
    expect(await asked()).toEqual(['A run is active.', 'A run is active.'])
    await app.evaluate(({ app: program }) => program.emit('second-instance'))
    await expect.poll(isVisible).toBe(true)
  })

  it('is stopped with a checkpoint when that is the answer, and can be resumed', async () => {
    await answerQuestions(window.app, 0)
    await close()
    await window.ended
    window = await openWindow(workspace)
    await window.page.locator('[data-run]').first().waitFor()
    const [run] = await readRuns(window.page)
    expect(run).toMatchObject({ state: 'interrupted', isResumable: true })
    expect(run?.step).toBeGreaterThan(0)
  })
})

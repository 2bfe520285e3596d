import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { accessibilityProblems, recordComplaints, takeScreenshot } from './support/inspect-page.ts'
import {
  openFirstRun,
  readAccuracyTable,
  readComparison,
  saveAs,
  seeCurveMove,
  startSample,
} from './support/journey.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'

const themes = ['light', 'dark'] as const

describe('the interface in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    host = await serveHost()
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
    complaints = recordComplaints(page)
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  /** A picture in each theme, and no violation in either. */
  async function inspect(name: string): Promise<void> {
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
      await takeScreenshot(page, `${name}-${theme}`)
      expect(await accessibilityProblems(page)).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }

  it('opens an empty workspace and keeps the token out of the address', async () => {
    await page.goto(host.url)
    await page.getByText('No run yet.').waitFor()
    expect(page.url()).not.toContain('token')
    await inspect('first-start')
  })

  it('starts the sample experiment and shows its curve moving', async () => {
    await startSample(page)
    await openFirstRun(page)
    await seeCurveMove(page)
    await expect.poll(async () => (await readAccuracyTable(page)).length, { timeout: 600_000 }).toBeGreaterThan(1)
    await inspect('run')
  })

  it('goes on by itself after a reload', async () => {
    await page.reload()
    await seeCurveMove(page)
  })

  it('fills the comparison with intervals, differences and tests', async () => {
    const comparison = await readComparison(page)
    const clean = comparison.get('Clean')
    expect(clean?.[0]?.accuracy).toMatch(/^\d+\.\d\s*±\d+\.\d$/)
    expect(clean?.[1]?.difference).toMatch(/^[+−]?\d+\.\d$/)
    expect(clean?.[1]?.test).toMatch(/^McNemar p (< 0\.001|\d\.\d{3})/)
    expect([...comparison.keys()].some((condition) => condition.startsWith('FGSM'))).toBe(true)
    await inspect('compare')
  })

  it('saves a chart as PNG, SVG and CSV, and the table of conditions as CSV and Markdown', async () => {
    const gap = await saveAs(page, /^Export Gap by epoch/, ['PNG', 'SVG', 'CSV'])
    expect([...(gap.get('PNG')?.subarray(1, 4) ?? [])]).toEqual([...Buffer.from('PNG')])
    expect(gap.get('SVG')?.toString()).toMatch(/^<svg [^>]*>\s*<title>Gap by epoch.*<path d="M[\d. ]+L/s)
    expect(gap.get('CSV')?.toString()).toMatch(/^epoch,[^\n]+\r\n1,/)
    const table = await saveAs(page, /^Export Conditions/, ['CSV', 'Markdown'])
    expect(table.get('CSV')?.toString()).toMatch(/^run,seed,condition,accuracy,low,high,n,/)
    expect(table.get('Markdown')?.toString()).toMatch(/^\| Run \| Clean \| [^\n]+\n\| --- \| ---: \|/)
  })

  it('lists both runs as done, with what is used by keyboard only', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    const rows = page.locator('[data-run]')
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Space')
    await expect.poll(() => page.locator('[data-run][aria-selected="true"]').count()).toBe(1)
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => page.locator('[data-run][aria-selected="true"]').count()).toBe(2)
    await inspect('runs')
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'Compare' }).waitFor()
    expect(page.url()).toMatch(/runs=\w+,\w+/)
  })

  it('keeps a chosen theme from the first frame on', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'dark' }).click()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.reload({ waitUntil: 'commit' })
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' })
  })

  it('breaks no rule of its own policy and logs no error', () => {
    expect(complaints).toEqual([])
  })
})

describe('a connection that breaks', () => {
  it('is made again; the screen says so meanwhile and then shows what it missed', async () => {
    const host = await serveHost()
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      let isCut = false
      let cut: () => void = () => undefined
      await page.routeWebSocket(/\/ws\?/, (socket) => {
        if (isCut) return void socket.close()
        socket.connectToServer()
        cut = () => void socket.close()
      })
      await page.goto(host.url)
      await page.getByText('No run yet.').waitFor()

      isCut = true
      cut()
      const bar = page.getByRole('alert').filter({ hasText: 'Reconnecting' })
      await bar.waitFor()
      const other = await browser.newPage()
      await other.goto(host.url)
      await startSample(other)
      expect(await page.locator('[data-run]').count()).toBe(0)

      isCut = false
      await bar.waitFor({ state: 'detached' })
      await expect.poll(() => page.locator('[data-run]').count()).toBe(2)

      await host.kill()
      await bar.waitFor()
    } finally {
      await browser.close()
      await host.close()
    }
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { launchBrowser } from './support/browser.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { accessibilityProblems, recordComplaints } from './support/inspect-page.ts'

const config = {
  base: {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 24 } },
    architecture: 'small-cnn:width=2,depth=2',
    ...{ batchSize: 8, backend: 'javascript', monitor: { attack: 'fgsm:epsilon=2/255' } },
  },
  runs: [
    { name: 'base', epochs: 3 },
    { name: 'other <i>', epochs: 2, seed: 3 },
  ],
  conditions: ['clean', 'fgsm:epsilon=2/255', 'fgsm:epsilon=4/255'],
}

describe('a report, in a browser that reaches nothing', () => {
  let folder = ''
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  const requests: string[] = []
  const file = (): string => join(folder, 'report.html')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-report-'))
    writeFileSync(join(folder, 'small.json'), JSON.stringify(config))
    host = await serveHost()
    await withClient(host, (client) => client.system.setPreference({ key: 'first-start', value: true }))
    const here = ['--workspace', host.workspace]
    await runCommand(['run', join(folder, 'small.json'), '--json', ...here])
    const { code, stderr } = await runCommand(['report', 'base', 'other <i>', '--out', file(), ...here])
    if (code !== 0) throw new Error(`The report was not written: ${stderr}`)
    browser = await launchBrowser()
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
      offline: true,
    })
    page = await context.newPage()
    complaints = recordComplaints(page)
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url())) requests.push(request.url())
    })
    await page.goto(pathToFileURL(file()).href)
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const lines = (): Promise<number> => page.locator('figure.chart').first().locator('path[stroke-width="1.75"]').count()

  it('shows and hides runs in its charts', async () => {
    const chart = page.locator('figure.chart').first()
    expect(await lines()).toBe(6)
    const button = chart.getByRole('button', { name: 'other <i>' })
    await button.click()
    expect(await lines()).toBe(3)
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await button.click()
    expect(await lines()).toBe(6)
  })

  it('tells values where the pointer or an arrow key is', async () => {
    const chart = page.locator('figure.chart').first()
    const tip = chart.locator('.tip')
    await chart.locator('.plot').hover()
    await tip.getByText(/^epoch [12]$/).waitFor()
    expect(await tip.innerText()).toMatch(/base, train \d+\.\d/)
    await chart.locator('.plot').focus()
    await page.mouse.move(0, 0)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    expect(await tip.innerText()).toMatch(/^epoch 2\n/)
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'hidden' })
  })

  it('has a logarithmic axis for losses', async () => {
    const chart = page.locator('figure.chart[data-chart="loss-by-epoch"]')
    const before = await chart.locator('path[stroke-width="1.75"]').first().getAttribute('d')
    await chart.getByRole('button', { name: 'Log axis' }).click()
    expect(await chart.locator('path[stroke-width="1.75"]').first().getAttribute('d')).not.toBe(before)
  })

  it('saves a table whose figures are those that it shows, and all data', async () => {
    const save = async (link: string): Promise<string> => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator(link).first().click()])
      return readFileSync(await download.path(), 'utf8')
    }
    const rows = (await save('a[download="conditions.csv"]')).trim().split('\r\n').slice(1)
    const accuracies = rows.filter((row) => !row.includes('mean over')).map((row) => Number(row.split(',')[5]))
    const cells = await page
      .locator('#conditions tbody tr')
      .evaluateAll((all) =>
        all.flatMap((row) => [...row.querySelectorAll('td')].slice(2).map((cell) => cell.textContent ?? '')),
      )
    expect(cells.map((cell) => cell.split(' ')[0])).toEqual(accuracies.map((share) => (share * 100).toFixed(1)))
    expect(accuracies).toHaveLength(6)
    expect(JSON.parse(await save('a[data-save=json]'))).toMatchObject({
      format: 'adversarium-report',
      runs: [{ name: 'base' }, { name: 'other <i>' }],
    })
  })

  it('has no accessibility violation in either theme, asks for nothing and logs no error', async () => {
    // Outside of the page's own policy, which lets no other script run.
    const open = await browser.newContext({ bypassCSP: true, offline: true })
    const inspected = await open.newPage()
    await inspected.goto(pathToFileURL(file()).href)
    for (const colorScheme of ['light', 'dark'] as const) {
      await inspected.emulateMedia({ colorScheme })
      expect(await accessibilityProblems(inspected)).toEqual([])
    }
    await open.close()
    expect(requests).toEqual([pathToFileURL(file()).href])
    expect(complaints).toEqual([])
  })

  describe('and from the window', () => {
    let window: Page
    const saved = async (press: () => Promise<void>): Promise<{ name: string; content: Buffer }> => {
      const [download] = await Promise.all([window.waitForEvent('download'), press()])
      return { name: download.suggestedFilename(), content: readFileSync(await download.path()) }
    }
    const open = async (address: string): Promise<void> => {
      await window.evaluate((hash) => (location.hash = hash), address)
      await window.locator('main h1').first().waitFor()
    }

    beforeAll(async () => {
      window = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
      await window.goto(host.url)
      await window.locator('main h1').first().waitFor()
      await open('/compare')
    })
    afterAll(() => window.close())

    it('is saved with the sections that are chosen', async () => {
      await window.getByRole('button', { name: 'Report…' }).click()
      const dialog = window.getByRole('dialog', { name: 'Report' })
      await takeScreenshot(window, 'report-dialog')
      await window.emulateMedia({ colorScheme: 'dark' })
      await takeScreenshot(window, 'report-dialog-dark')
      await window.emulateMedia({ colorScheme: 'light' })
      await dialog.getByLabel('Robustness checks').uncheck()
      await dialog.getByLabel('Title').fill('Two small runs')
      const { name, content } = await saved(() => dialog.getByRole('button', { name: 'Save report' }).click())
      expect(name).toBe('two-small-runs.html')
      expect(content.toString('utf8')).toContain('<h1>Two small runs</h1>')
      expect(content.toString('utf8')).not.toContain('>Robustness checks</h2>')
      await dialog.getByText(/Saved: two-small-runs/).waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
    })

    it('leaves its charts as PDF and SVG, its tables as LaTeX', async () => {
      const menu = async (opener: string | RegExp, item: string) => {
        await window.getByRole('button', { name: opener }).first().click()
        return saved(() => window.getByRole('menuitem', { name: `Save as ${item}` }).click())
      }
      const pdf = await menu(/^Export Gap by epoch/, 'PDF')
      expect(pdf.content.toString('latin1')).toMatch(/^%PDF-/)
      const svg = await menu(/^Export Gap by epoch/, 'SVG')
      expect(svg.content.toString('utf8')).toMatch(/^<svg [^]*<path d="M[^]*>other &lt;i&gt;<\/text>/)
      const table = await menu(/^Export .*onditions/, 'LaTeX')
      expect(table.content.toString('utf8')).toContain('\\toprule')
    })

    it('has a model card of each checkpoint', async () => {
      const runs = await withClient(host, (client) => client.runs.list({}))
      await open(`/runs/${runs[0]?.id}`)
      const { name, content } = await saved(() =>
        window
          .getByRole('button', { name: /^Model card of/ })
          .first()
          .click(),
      )
      expect(name).toMatch(/-model-card\.md$/)
      expect(content.toString('utf8')).toContain('pipeline_tag: image-classification')
      await takeScreenshot(window, 'checkpoint-card')
    })
  })
})

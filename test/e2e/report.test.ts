import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'
import { launchBrowser } from './support/browser.ts'
import { accessibilityProblems, recordComplaints } from './support/inspect-page.ts'

const config = {
  base: {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 48, validation: 40 } },
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
  let workspace: ServedWorkspace
  let browser: Browser
  let page: Page
  let complaints: string[]
  const requests: string[] = []
  const file = (): string => join(folder, 'report.html')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-report-'))
    writeFileSync(join(folder, 'small.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
    await workspace.run('run', join(folder, 'small.json'), '--json')
    const { code, stderr } = await workspace.run('report', 'base', 'other <i>', '--out', file())
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
    await workspace?.stop()
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
})

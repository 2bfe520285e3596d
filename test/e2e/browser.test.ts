import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectRoutes, routesOf } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import {
  countMapColours,
  imagesOfSheet,
  importImages,
  launchOnImport,
  openFirstRun,
  openMisclassified,
  openScreen,
  openSheetOfCell,
  readComparison,
  readMaps,
  seeCurveMove,
  stopAndResume,
  typePath,
} from './support/journey.ts'
import { openPage } from './support/open-page.ts'
import { makeImageFolder } from './support/real-images.ts'
import { serveHost, temporaryWorkspace, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'

describe('the interface in a browser', () => {
  const dataRoot = temporaryWorkspace()
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    await makeImageFolder(join(dataRoot, 'photographs'))
    host = await serveHost({ dataRoot })
    ;({ browser, page, complaints } = await openPage())
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
    rmSync(dataRoot, { recursive: true, force: true })
  })

  it('opens an empty workspace and keeps the token out of the address', async () => {
    await page.goto(host.url)
    await page.getByText('No run yet.').waitFor()
    expect(page.url()).not.toContain('token')
    await takeScreenshot(page, 'first-start')
    await page.getByRole('button', { name: 'Skip the tour' }).click()
  })

  it('imports real images from below the data folder and from nowhere else', async () => {
    await openScreen(page, 'Datasets')
    await page.getByRole('button', { name: 'Import…' }).first().click()
    await typePath('/etc')(page)
    await page
      .getByText(/lies outside/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Discard' }).last().click()
    await importImages(page, typePath(join(dataRoot, 'photographs')))
  })

  it('launches base and adversarial run from New run and shows the curve moving', async () => {
    await launchOnImport(page, 40)
    await openFirstRun(page)
    await seeCurveMove(page)
    await takeScreenshot(page, 'run')
  })

  it('goes on by itself after a reload', async () => {
    await page.reload()
    await seeCurveMove(page)
  })

  it('stops with a checkpoint and goes on to the end', () => stopAndResume(page))

  it('fills the comparison with intervals and differences', async () => {
    const { heads, rows } = await readComparison(page)
    expect(heads.some((head) => head.startsWith('Clean'))).toBe(true)
    expect(heads.some((head) => head.startsWith('FGSM'))).toBe(true)
    expect(rows).toHaveLength(2)
    expect(rows[1]?.filter((cell) => /^[+−]?\d+\.\d ?\*?$/.test(cell)).length).toBeGreaterThan(0)
  })

  it('opens the checks behind a robust accuracy by keyboard', async () => {
    await page
      .getByRole('button', { name: /^Robustness checks of .*FGSM/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: /^Robustness checks of / })
    await panel.getByText('Attack in the ball').waitFor()
    expect(await panel.getByRole('listitem').count()).toBeGreaterThan(5)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  it('exports curves and table', async () => {
    const save = async (button: RegExp, format: string): Promise<string> => {
      await page.getByRole('button', { name: button }).first().click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: `Save as ${format}` }).click(),
      ])
      return readFileSync(await download.path(), 'utf8')
    }
    const curve = await save(/^Export Accuracy/i, 'CSV')
    expect(curve.trim().split('\n').length).toBeGreaterThan(10)
    expect(await save(/^Export .*conditions.*/i, 'Markdown')).toMatch(/^\|.*Clean.*\|\n\|/m)
    expect(await save(/^Export Accuracy/i, 'PNG')).toContain('PNG')
  })

  it('makes a sheet of a confusion cell, sorts it by drift and saves it as a file that opens offline', async () => {
    const rows = await openSheetOfCell(page, /FGSM/)
    expect(rows).toBeGreaterThan(0)
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      ...['Image', expect.stringMatching(/Gradient[^]*Guided[^]*Fails sanity checks[^]*Grad-CAM[^]*SmoothGrad/)],
    ])
    await page.getByLabel('Sort').selectOption({ label: 'drift (rank correlation)' })
    await page.getByText(/have this score/).waitFor()
    const drifts = async () => {
      const texts = await page
        .locator('[data-image]')
        .getByText(/· score/)
        .allInnerTexts()
      return texts.map((text) => Number(/score ([−\d.]+)/.exec(text)?.[1]?.replace('−', '-')))
    }
    await expect.poll(async () => (await drifts()).length).toBeGreaterThan(0)
    expect(await drifts()).toEqual((await drifts()).toSorted((a, b) => a - b))
    await takeScreenshot(page, 'sheet')

    await page.getByRole('checkbox', { name: /beside$/ }).check()
    const maps = page.locator('[data-image]').first().locator('.range', { hasText: / to / })
    await expect.poll(() => maps.count(), { timeout: 120_000 }).toBe(2 * 4)
    const order = await imagesOfSheet(page)
    await page.getByRole('button', { name: 'Export the sheet as Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as HTML' }).click(),
    ])
    const file = join(dataRoot, 'sheet.html')
    await download.saveAs(file)
    await page.getByRole('checkbox', { name: /beside$/ }).uncheck()
    await expect.poll(() => maps.count()).toBe(4)
    await page.getByLabel('Explain', { exact: true }).selectOption({ index: 3 })
    await page.getByLabel('Less the logit of').selectOption({ index: 1 })
    await expect.poll(() => page.url()).toMatch(/explain=\d+-\d+/)
    await expect.poll(() => maps.count(), { timeout: 120_000 }).toBe(4)

    const context = await browser.newContext({ offline: true })
    const sheet = await context.newPage()
    await sheet.goto(`file://${file}`)
    const widths = await sheet
      .locator('img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth))
    const saved = await sheet
      .locator('tr[data-image]')
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-image')))
    expect(saved.slice(0, order.length)).toEqual(order)
    // Each of two models has its image, and its maps.
    expect(widths).toHaveLength(saved.length * 2 * 5)
    expect(widths.every((width) => width > 0)).toBe(true)
    await context.close()
    // Its filter would stay in the address of the screen.
    await page.evaluate(() => (location.hash = '/misclassified'))
    await page.getByRole('gridcell').first().waitFor()
  })

  it('opens a misclassified image with its gradient maps', async () => {
    const ranges = await openMisclassified(page)
    expect(ranges.length).toBeGreaterThanOrEqual(2)
    expect(await countMapColours(page)).toBeGreaterThan(8)
    await takeScreenshot(page, 'misclassified-image')
  })

  it('does it all by keyboard', async () => {
    const focusBy = async (key: string, isThere: () => Promise<boolean>): Promise<void> => {
      for (let i = 0; i < 120 && !(await isThere()); i++) await page.keyboard.press(key)
      expect(await isThere()).toBe(true)
    }
    const focused = () =>
      page.evaluate(() => ({
        role: document.activeElement?.getAttribute('role') ?? '',
        isRun: document.activeElement?.hasAttribute('data-run') ?? false,
        text: document.activeElement?.textContent?.trim() ?? '',
      }))

    await page.keyboard.press('ArrowRight')
    await readMaps(page)
    await page.keyboard.press('Alt+1')
    await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor()
    await page.locator('[data-run]').first().waitFor()
    await page.keyboard.press('Escape')
    await focusBy('Tab', async () => (await focused()).isRun)
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => page.locator('[data-run][aria-selected="true"]').count()).toBe(2)
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'Compare' }).waitFor()
    expect(page.url()).toMatch(/runs=\w+,\w+/)

    await page.keyboard.press('Alt+4')
    await page.getByRole('gridcell').first().waitFor()
    await focusBy('Tab', async () => (await focused()).role === 'grid')
    await page.keyboard.press('ArrowRight')
    // The selection goes through the address: on a busy machine Enter may come before it.
    await page.locator('[role="gridcell"][aria-selected="true"]').waitFor()
    await page.keyboard.press('Enter')
    await readMaps(page)

    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true)
    await page.keyboard.type('settings')
    await page
      .getByRole('option', { name: /Settings/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Control+n')
    await page.getByRole('heading', { name: 'New run' }).waitFor()
    const start = page.getByRole('button', { name: /^Queue \d/ })
    await expect.poll(() => start.getAttribute('aria-disabled'), { timeout: 30_000 }).toBe('false')
    await focusBy('Shift+Tab', async () => /^Queue \d/.test((await focused()).text))
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('[data-run]').count(), { timeout: 30_000 }).toBeGreaterThan(2)
  })

  it('shows the training images that are nearest to a misclassified one, and their crops', async () => {
    await openMisclassified(page)
    await page.getByRole('button', { name: 'Show what training saw' }).click()
    await page.getByRole('img', { name: 'Epoch 1', exact: true }).waitFor({ timeout: 60_000 })
    const neighbours = page.getByRole('button', { name: /^Training image \d/ })
    expect(await neighbours.count()).toBeGreaterThan(1)
    await neighbours.nth(1).click()
    expect(await neighbours.nth(1).getAttribute('aria-pressed')).toBe('true')
    await takeScreenshot(page, 'training-saw')
  })

  it("draws the study's figure, with another class in the place of its own, and saves it as one file", async () => {
    await page.getByRole('link', { name: 'Chen 2020 figure' }).click()
    const cockroach = page.getByRole('region', { name: 'cockroach', exact: true })
    await cockroach.getByLabel('Class', { exact: true }).selectOption({ index: 1 })
    await cockroach.getByRole('heading', { name: '(for cockroach)' }).waitFor()
    await cockroach.locator('figure').first().waitFor()
    await expect.poll(() => cockroach.getByText('Not computed.').count(), { timeout: 60_000 }).toBe(0)
    await page.getByRole('button', { name: /^Export the figure/ }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as HTML' }).click(),
    ])
    const html = readFileSync(await download.path(), 'utf8')
    expect(html.match(/src="data:image\/png;base64,/g)?.length).toBeGreaterThan(3)
    expect(html).not.toMatch(/src="(?!data:)|<script|<link/)
    await takeScreenshot(page, 'study-figure')
  })

  it('has no accessibility violation on any route in either theme', async () => {
    const addresses = await withClient(host, async ({ runs, evaluations }) => {
      const done = (await evaluations.list({})).filter(({ state }) => state === 'done')
      const evaluation = done[0]
      const [run, other] = await runs.list({})
      if (!evaluation || !run || !other) throw new Error('The journey left nothing to look at.')
      const { rows } = await evaluations.gallery({ evaluation: evaluation.id, outcome: 'all', limit: 1 })
      return routesOf(evaluation.run, other.id, evaluation.id, rows[0]?.image ?? 0)
    })
    expect(await inspectRoutes(page, addresses)).toEqual({})
  })

  it('keeps a chosen theme from the first frame on', async () => {
    await page.evaluate(() => localStorage.setItem('adversarium.preferences', JSON.stringify({ theme: 'dark' })))
    await page.reload({ waitUntil: 'commit' })
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' })
  })

  it('breaks no rule of its own policy and logs no error', () => {
    expect(complaints).toEqual([])
  })
})

import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Long enough for a machine that is busy with something else. */
const patient = { timeout: 300_000, interval: 500 }

/** Until it is there: the one before may have a button of the same name. */
export async function openScreen(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').first().getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
}

/** Imports a source on the Datasets screen: checks it, reads the report, imports. `choose` names the source. */
export async function importImages(page: Page, choose: (page: Page) => Promise<void>): Promise<void> {
  await openScreen(page, 'Datasets')
  await page.getByRole('button', { name: 'Import…' }).first().click()
  await choose(page)
  await page.getByRole('button', { name: /^Import \d+ images$/ }).click({ timeout: 60_000 })
  await page
    .getByText(/Fingerprint/)
    .first()
    .waitFor({ timeout: 60_000 })
}

/** In a browser, a path is typed. */
export const typePath = (folder: string) => async (page: Page) => {
  await page.getByLabel('Path', { exact: true }).fill(folder)
  await page.keyboard.press('Enter')
}

/** Queues the sample's two configurations on the images that were imported. */
export async function launchOnImport(page: Page, epochs: number): Promise<void> {
  await openScreen(page, 'New run')
  await page.getByRole('button', { name: 'Sample experiment', exact: true }).click()
  await page.getByLabel('Dataset', { exact: true }).selectOption({ label: 'One folder per class' })
  await setNumber(page, 'Epochs', epochs)
  const start = page.getByRole('button', { name: 'Queue 2 runs' })
  await expect.poll(() => start.getAttribute('aria-disabled'), { timeout: 30_000 }).toBe('false')
  await start.click()
  await expect.poll(() => page.locator('[data-run]').count(), { timeout: 30_000 }).toBe(2)
}

async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  await field.fill(String(value))
  await field.press('Enter')
}

/** Opens the run that works, or the first of the list. */
export async function openFirstRun(page: Page): Promise<void> {
  await page.locator('[data-run] a').first().click()
  await page.getByRole('complementary', { name: 'Figures' }).waitFor()
}

/** Waits until the loss curve has points and then more of them. */
export async function seeCurveMove(page: Page): Promise<void> {
  const points = async () => Number(await page.getByTestId('loss-chart').getAttribute('data-points'))
  await expect.poll(points, patient).toBeGreaterThan(0)
  const before = await points()
  await expect.poll(points, patient).toBeGreaterThan(before)
}

export const readState = (page: Page): Promise<string> =>
  page.locator('.screen-header [role="status"]').first().innerText()

/** Stops the run that is open, sees it say so, and lets it go on to its end. */
export async function stopAndResume(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect.poll(() => readState(page), patient).toContain('cancelled')
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(() => readState(page), patient).toContain('done')
}

export interface ComparisonTable {
  readonly heads: string[]
  readonly rows: string[][]
}

/** Waits until both runs are evaluated under every condition and returns the table. */
export async function readComparison(page: Page): Promise<ComparisonTable> {
  await openScreen(page, 'Compare')
  const table = page.getByRole('table', { name: 'Conditions' })
  const missing = async () => {
    const cells = await table.locator('td.accuracy').allInnerTexts()
    return cells.length === 0 ? ['no cell'] : cells.filter((cell) => !/\d ?±/.test(cell))
  }
  await expect.poll(missing, patient).toEqual([])
  const texts = async (selector: string) => (await table.locator(selector).allInnerTexts()).map(oneLine)
  const rows = await table.locator('tbody tr').all()
  return {
    heads: await texts('thead th'),
    rows: await Promise.all(rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map(oneLine))),
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Opens the first wrong image of the gallery and returns what is written under its gradient maps. */
export async function openMisclassified(page: Page): Promise<string[]> {
  await openScreen(page, 'Misclassified')
  await page.getByRole('gridcell').first().getByRole('link').first().click()
  return readMaps(page)
}

/** Waits until every map of the open image is computed; the ranges of their values. */
export async function readMaps(page: Page): Promise<string[]> {
  const maps = page.locator('figure').filter({ hasText: /Gradient/ })
  const ranges = async () => (await maps.locator('.range').allInnerTexts()).map(oneLine)
  const unfinished = async () => {
    const texts = await ranges()
    return texts.length === 0 ? ['no map'] : texts.filter((text) => !/\d/.test(text))
  }
  await expect.poll(unfinished, { timeout: 120_000, interval: 500 }).toEqual([])
  return ranges()
}

/** How many colours the first canvas of the first map shows: a map that was not drawn has one. */
export function countMapColours(page: Page): Promise<number> {
  return page
    .locator('figure')
    .filter({ hasText: /Gradient/ })
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      const colours = new Set<number>()
      for (let at = 0; at < pixels.length; at += 4) {
        colours.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0))
      }
      return colours.size
    })
}

/** Opens the sheet of the most confused pair under an attack; waits until all of its maps are there. How many rows it has. */
export async function openSheetOfCell(page: Page, attack: RegExp): Promise<number> {
  await openScreen(page, 'Misclassified')
  await page.getByRole('group', { name: 'Condition' }).getByRole('button', { name: attack }).first().click()
  const pairs = page.getByRole('table', { name: 'Most confused' })
  await pairs.getByRole('button').first().click()
  await expect.poll(() => page.url()).toMatch(/true=\d+&predicted=\d+/)
  await page.getByRole('link', { name: 'Sheet', exact: true }).click()
  await page.getByRole('table', { name: 'Sheet of maps' }).waitFor()
  const unfinished = async () => {
    const texts = (await page.locator('[data-image] .range').allInnerTexts()).map(oneLine)
    return texts.length === 0 ? ['no map'] : texts.filter((text) => !/\d/.test(text))
  }
  await expect.poll(unfinished, patient).toEqual([])
  return Number(await page.getByRole('table', { name: 'Sheet of maps' }).getAttribute('aria-rowcount'))
}

/** The images of the open sheet that are in sight, from the top. */
export const imagesOfSheet = (page: Page): Promise<string[]> =>
  page.locator('[data-image]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-image') ?? ''))

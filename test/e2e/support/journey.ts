import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Long enough for a machine that is busy with something else. */
const patient = { timeout: 900_000, interval: 1000 }

/** Starts the sample with the button of the empty workspace; a window does so by itself. Its two runs are then listed. */
export async function startSample(page: Page): Promise<void> {
  const isWindow = await page.evaluate(() => 'adversarium' in globalThis)
  if (!isWindow) {
    await page.getByText('No run yet.').waitFor()
    await page.getByRole('button', { name: 'Run the sample experiment' }).click()
  }
  await expect.poll(() => page.locator('[data-run]').count(), { timeout: 60_000 }).toBe(2)
}

/** Opens the first run of the list. */
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

/** Rows of the accuracy chart's table, which holds what the canvas shows. */
export async function readAccuracyTable(page: Page): Promise<string[][]> {
  const chart = page.getByTestId('accuracy-chart')
  await chart.getByRole('button', { name: /as table/ }).click()
  const rows = await chart.locator('tbody tr').all()
  const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()))
  await chart.getByRole('button', { name: /as table/ }).click()
  return cells
}

/** What the comparison shows of one condition, for each run in the order of the rows. */
export interface ComparedCell {
  readonly accuracy: string
  readonly difference: string
  /** McNemar p and flips, as the title says them. */
  readonly test: string
}

/** Waits until both runs are evaluated under every condition and returns the cells of the comparison, by condition. */
export async function readComparison(page: Page): Promise<Map<string, ComparedCell[]>> {
  await page.getByRole('navigation').getByRole('link', { name: 'Compare' }).click()
  const table = page.getByRole('table', { name: 'Conditions' })
  const unfinished = async () => {
    const cells = await table.locator('td.accuracy').allInnerTexts()
    return cells.length === 0 ? ['no cell'] : cells.filter((text) => !text.includes('±'))
  }
  await expect.poll(unfinished, patient).toEqual([])
  const conditions = await table.locator('thead th.head').allInnerTexts()
  const rows = await table.locator('tbody tr').all()
  const cells = await Promise.all(
    rows.map((row) =>
      row.locator('td.accuracy').evaluateAll((all) =>
        all.map((cell) => {
          const difference = cell.nextElementSibling as HTMLElement
          return {
            accuracy: (cell as HTMLElement).innerText.trim(),
            difference: difference.querySelector('.star')?.previousSibling?.textContent?.trim() ?? '',
            test: difference.title,
          }
        }),
      ),
    ),
  )
  return new Map(
    conditions.map((condition, at) => [condition.replace(/\s+/g, ' ').trim(), cells.flatMap((row) => row[at] ?? [])]),
  )
}

/** Saves what the button exports in each format and returns the files. */
export async function saveAs(page: Page, button: RegExp, formats: readonly string[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for (const format of formats) {
    await page.getByRole('button', { name: button }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: `Save as ${format}` }).click(),
    ])
    files.set(format, readFileSync(await file.path()))
  }
  return files
}

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jpeg } from '../support/images.ts'
import { accessibilityProblems, takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { untilEvaluated } from './support/until-evaluated.ts'

const patient = { timeout: 60_000, interval: 200 }

describe('an image file in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    host = await serveHost()
    await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'tour.dismissed', value: true })
      const { runs } = await client.experiments.launch({
        base: {
          dataset: { id: 'shapes', params: { size: 32, train: 96, validation: 40, classes: 6 } },
          architecture: 'small-cnn:width=8',
          ...{ epochs: 1, batchSize: 16, monitor: { trainImages: 16, validationImages: 16 } },
        },
        runs: [{ name: 'small' }],
        conditions: ['clean'],
      })
      await untilEvaluated(client, runs, 1)
    })
    ;({ browser, page, complaints } = await openHost(host, '/misclassified'))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  const drop = async (name: string, bytes: Uint8Array): Promise<void> => {
    await page.evaluate(
      ([file, values]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([Uint8Array.from(values)], file))
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
      },
      [name, [...bytes]] as const,
    )
  }
  const ranges = () => page.locator('[data-row] .range').allInnerTexts()
  const untilMapped = () => expect.poll(async () => (await ranges()).join(), patient).toMatch(/ to .* to /)

  it('is dropped on the misclassified images, classified and explained', async () => {
    await page.getByRole('button', { name: 'Explain a file…' }).waitFor()
    await drop('mine.jpg', await jpeg(1, 300, 200))
    await page.getByRole('heading', { name: 'mine.jpg' }).waitFor()
    await page.getByText('Of its 300 × 200 px, the 200 × 200 in the middle were scaled to 32 × 32.').waitFor()
    await untilMapped()
    expect(await page.locator('.top-five li').count()).toBe(5)
    // Nobody tells whether it is right.
    const text = await page.locator('main').innerText()
    expect(text).not.toMatch(/right:|wrong:|Margin/)
    await expect.poll(() => page.locator('[data-row]').innerText(), patient).toContain('insertion')
    await takeScreenshot(page, 'image-file')
  })

  it('is explained for the difference of two classes, and saved as PNG', async () => {
    const before = await ranges()
    await page.getByLabel('Explain another class').selectOption({ index: 1 })
    await page.getByLabel('Less the logit of').selectOption({ index: 2 })
    await expect.poll(async () => (await ranges()).join(), patient).not.toBe(before.join())
    await untilMapped()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'PNG of the layers' }).click()
    expect((await saved).suggestedFilename()).toMatch(/^mine.*\.png$/)
  })

  it('is chosen by a button, and refused in a sentence where it is no image', async () => {
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('These are not pixels.') },
    })
    await page.getByText(/"words\.png" cannot be decoded: /).waitFor()
    await takeScreenshot(page, 'image-file-refused')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'grey.png', mimeType: 'image/png', buffer: await jpeg(2, 32) })
    await page.getByText('Its 32 × 32 px are those of the model.').waitFor()
    await untilMapped()
  })

  it('says which checkpoint explains in the place of one that is gone', async () => {
    await page.evaluate(() => (location.hash = location.hash.replace(/checkpoint=\d+/, 'checkpoint=999')))
    await page.getByText('The checkpoint of this address is not kept any more').waitFor()
    await page.getByText('explains in its place').waitFor()
    await page.getByLabel('Checkpoint').selectOption({ index: 0 })
    await expect.poll(() => page.getByText('explains in its place').count(), patient).toBe(0)
  })

  it('tags picked images by a key, and filters by the tag', async () => {
    await page.evaluate((hash) => (location.hash = hash), '/misclassified?outcome=all')
    const grid = page.getByRole('grid')
    await page.getByText('40 images').waitFor()
    await grid.focus()
    await page
      .getByRole('gridcell')
      .first()
      .click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Tag 1…' }).waitFor()
    await page
      .getByRole('gridcell')
      .nth(1)
      .click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Tag 2…' }).waitFor()
    await page.keyboard.press('t')
    const dialog = page.getByRole('dialog', { name: 'Tag 2 images' })
    await dialog.getByLabel('Tag', { exact: true }).fill('odd ones')
    await page.keyboard.press('Enter')
    await expect.poll(() => grid.getByText('tagged odd ones').count(), patient).toBe(2)
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByLabel('Tag').selectOption('odd ones')
    await page.keyboard.press('Escape')
    await page.getByText('2 images').waitFor()
    await takeScreenshot(page, 'image-tags')
    await page.getByRole('button', { name: 'Tag 2…' }).click()
    await page.getByRole('button', { name: 'Rename odd ones' }).click()
    await page.getByLabel('New name of odd ones').fill('strange')
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Tags of the dataset' }).getByText('strange').waitFor()
    await page.getByText('tagged strange').first().waitFor({ state: 'attached' })
    await takeScreenshot(page, 'image-tags-dialog')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.evaluate((hash) => (location.hash = hash), '/misclassified?outcome=all&tag=strange')
    await page.getByText('2 images').waitFor()
  })

  it('has no accessibility violation in either theme, and logs no error', async () => {
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
      expect(await accessibilityProblems(page)).toEqual([])
    }
    await takeScreenshot(page, 'image-file-dark')
    expect(complaints).toEqual([])
  })
})

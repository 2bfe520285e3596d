import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'

const fixtures = join(import.meta.dirname, '../fixtures/imported-runs')

describe('runs from elsewhere in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    host = await serveHost({ dataRoot: fixtures })
    await withClient(host, (client) => client.system.setPreference({ key: 'first-start', value: true }))
    ;({ browser, page, complaints } = await openHost(host))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  it('are imported by a typed path, listed with what is known, drawn, and read-only', async () => {
    const bring = async (path: string): Promise<void> => {
      await page.getByRole('button', { name: 'Import…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Import runs' })
      await dialog.getByLabel('Folder or file').fill(path)
      await dialog.getByRole('button', { name: 'Import' }).click()
    }
    await bring('nothing-here')
    await page.getByText('There is nothing at').waitFor()
    await takeScreenshot(page, 'import-runs-refused')
    await page.keyboard.press('Escape')
    await bring('.')
    await page.getByText('5 runs imported, 105 new values.', { exact: true }).waitFor()
    const row = page.getByRole('row', { name: /resnet-a/ })
    expect(await row.innerText()).toMatch(/imported[\s\S]*resnet18/)
    await takeScreenshot(page, 'imported-runs')
    await page.getByRole('link', { name: 'resnet-a' }).click()
    await page.getByText('imported from W&B, read-only').waitFor()
    await page.getByText('pgd.accuracy').first().waitFor()
    await takeScreenshot(page, 'imported-run')
    await page.getByRole('tab', { name: 'Configuration' }).click()
    await page.getByText('What the log says of the training').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await takeScreenshot(page, 'imported-run-configuration')
    await page.getByRole('tab', { name: 'Evaluations' }).click()
    await page.getByText('Imported from W&B, without weights: it is read-only.').waitFor()
  })

  it('stand beside others in Compare', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByRole('link', { name: 'Compare', exact: true }).first().click()
    await page.getByRole('region', { name: 'Comparison' }).waitFor()
    await page.getByRole('img', { name: /^Accuracy by epoch, resnet-a, .* resnet-a 80\.0 at epoch 5\.$/ }).waitFor()
    await page.getByText('Imported runs have curves alone').waitFor()
    expect(await page.getByRole('alert').filter({ hasText: 'imported from' }).count()).toBe(0)
    await takeScreenshot(page, 'imported-compare')
    expect(complaints).toEqual([])
  })
})

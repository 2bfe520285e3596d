import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inspectRoutes } from './support/every-route.ts'
import { accessibilityProblems, takeScreenshot } from './support/inspect-page.ts'
import { openPage } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'

const names = ['plain', 'other seed']

describe('tour, help, views and the trash in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  let runs: readonly string[] = []

  const go = (hash: string): Promise<void> =>
    page.evaluate((next) => {
      location.hash = next
    }, hash)
  const address = (): string => decodeURIComponent(new URL(page.url()).hash)
  const card = (title: string) => page.getByRole('dialog', { name: title })
  const openViews = () => page.getByRole('banner').getByRole('button', { name: /^Views|^Mine/ })

  beforeAll(async () => {
    host = await serveHost()
    ;({ browser, page, complaints } = await openPage())
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  it('shows four cards once in an empty workspace, and again where the help is asked for them', async () => {
    await page.goto(host.url)
    await card('What this is').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await takeScreenshot(page, 'tour')
    for (const next of ['Bring images, or take the sample', 'Train', 'Look and compare']) {
      await page.keyboard.press('Enter')
      await card(next).waitFor()
    }
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.reload()
    await page.getByText('No run yet.').waitFor()
    await go('/help')
    await page.getByRole('button', { name: 'Show the tour' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'Show the tour' }).click()
    await card('What this is').waitFor()
    await page.getByRole('button', { name: 'Skip the tour' }).click()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  it('finds in the help as one types, keeps the question in the address, and from the palette', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('fast gradient sign')
    const first = page.getByRole('region', { name: 'Found for fast gradient sign' }).getByRole('link').first()
    await first.waitFor()
    expect(await first.locator('mark').count()).toBeGreaterThan(1)
    expect(address()).toMatch(/^#\/help\?q=fast gradient sign$|^#\/help\?q=fast\+gradient\+sign$/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('article').waitFor()
    expect(address()).toMatch(/^#\/help\/\w+/)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('help: mcnemar')
    await page
      .getByRole('option', { name: /^Help: / })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(address).toMatch(/^#\/help\/\w+\?q=mcnemar$/)
  })

  it('keeps a view over a restart of the host, and says which of its runs is gone', async () => {
    await withClient(host, async (client) => {
      const config = { dataset: { id: 'shapes', params: { size: 16, train: 32, validation: 16, classes: 2 } } }
      const experiment = await client.experiments.launch({
        base: { ...config, architecture: 'small-cnn:width=4,depth=1', epochs: 1, batchSize: 16 },
        runs: names.map((name, seed) => ({ name, seed })),
        conditions: [],
      })
      runs = experiment.runs
      await vi.waitFor(
        async () => {
          const all = await client.runs.list({})
          if (all.some(({ state }) => state !== 'done')) throw new Error('They are not done yet.')
        },
        { timeout: 60_000, interval: 300 },
      )
    })
    await go(`/compare?runs=${runs.join(',')}&smoothing=0.3`)
    await openViews().click()
    await page.getByLabel('Name of a view of Compare').fill('Mine')
    await page.keyboard.press('Enter')
    await expect.poll(address).toContain('view=')
    const { workspace, port } = host
    await host.stop()
    host = await serveHost({ workspace, port })
    await withClient(host, (client) => client.runs.annotate({ ids: [runs[1] ?? ''], isTrashed: true }))
    await page.goto(host.url)
    await page.locator('main h1').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('mine')
    await page.getByRole('option', { name: /^Mine/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(address).toContain('smoothing=0.3')
    await page.getByText('Not all runs of the view "Mine" are there: "other seed" is in the trash.').waitFor()
    await takeScreenshot(page, 'view-with-a-run-in-the-trash')
    await page.getByRole('button', { name: 'Take out of the trash' }).click()
    await expect.poll(() => page.getByText('Not all runs of the view').count()).toBe(0)
  })

  it('puts a removed view into the trash, and takes it out by Ctrl Z and from the settings', async () => {
    await openViews().click()
    await page.getByRole('button', { name: 'Remove Mine' }).click()
    await page.getByText('View “Mine” removed').first().waitFor()
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await openViews().click()
    await page.getByRole('button', { name: 'Remove Mine' }).click()
    await page.keyboard.press('Escape')
    await go('/settings')
    const row = page.getByRole('table', { name: 'In the trash' }).getByRole('row', { name: /Mine/ })
    await row.waitFor()
    expect(await inspectRoutes(page, ['/settings', '/help?q=epsilon'])).toEqual({})
    await go('/settings')
    await row.getByRole('button', { name: 'Put back Mine' }).click()
    await expect.poll(() => row.count()).toBe(0)
    expect(await withClient(host, (client) => client.views.list({}))).toMatchObject([
      { name: 'Mine', screen: 'compare' },
    ])
  })

  it('logs no error', () => {
    // While the host was restarted the page could not reach it.
    expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text))).toEqual([])
  })
})

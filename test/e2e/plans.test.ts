import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inspectRoutes } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'

const patient = { timeout: 120_000, interval: 200 }
const severities = (id: string): string[] => [1, 2, 3, 4, 5].map((severity) => `${id}:severity=${severity}`)
const conditions = ['clean', 'fgsm:epsilon=2/255', ...severities('fog'), ...severities('gaussian-noise-c'), 'snow']

describe('an evaluation plan in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    host = await serveHost()
    await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      const { runs } = await client.experiments.launch({
        base: {
          dataset: { id: 'shapes', params: { size: 32, train: 80, validation: 40, classes: 4 } },
          architecture: 'small-cnn',
          epochs: 1,
          batchSize: 16,
          monitor: { trainImages: 16, validationImages: 16 },
        },
        runs: [{ name: 'plain' }, { name: 'noisy', augmentations: ['gaussian-noise'] }],
        conditions: [],
      })
      await vi.waitFor(
        async () => {
          const done = (await client.runs.list({})).filter(({ state }) => state === 'done')
          if (done.length < runs.length) throw new Error('The runs are not done yet.')
        },
        { timeout: 200_000, interval: 500 },
      )
    })
    ;({ browser, page, complaints } = await openHost(host, '/compare'))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  it('is written, run over both runs, and shown by category with marks and the unseen mean', async () => {
    await page.getByRole('button', { name: 'Plans…' }).click()
    const editor = page.getByRole('dialog', { name: 'Evaluation plans' })
    await editor.getByLabel('Title').fill('Weather and noise')
    await editor.getByLabel('How many').fill('30')
    await editor.getByLabel('Conditions, one a line').fill(conditions.join('\n'))
    await editor.getByRole('button', { name: 'Save as your own' }).click()
    await page.getByRole('button', { name: 'Evaluate all 26' }).click()
    await expect.poll(() => page.getByText('26 of 26 done').count(), patient).toBe(1)

    const table = page.getByRole('table', { name: 'Conditions by category' })
    const noise = table.getByRole('row', { name: 'Gaussian noise (ImageNet-C) 5 strengths' })
    await expect.poll(() => noise.getByText('seen', { exact: true }).count(), patient).toBe(1)
    await table.getByRole('button', { name: 'Fog 5 strengths' }).click()
    expect(await table.locator('tr.strength').count()).toBe(5)
    const means = page.locator('dl', { hasText: 'Mean over families not seen in training' })
    await expect
      .poll(() => means.locator('dd').allInnerTexts(), patient)
      .toEqual([
        expect.stringMatching(/^plain\s.*3 families, n = 30$/s),
        expect.stringMatching(/^noisy\s.*2 families, n = 30\s.*pp to the baseline$/s),
      ])
    await takeScreenshot(page, 'evaluation-plan')
  })

  it('is offered where a run is evaluated', async () => {
    await page.getByRole('button', { name: '+ Condition' }).click()
    const dialog = page.getByRole('dialog', { name: /^Evaluate/ })
    await dialog.getByLabel('Plan').selectOption({ label: 'Weather and noise, 13 conditions on 30 images' })
    await dialog.getByRole('button', { name: 'Evaluate 13 conditions' }).click()
    await expect.poll(() => dialog.count()).toBe(0)
    expect(await page.getByText('26 of 26 done').count()).toBe(1)
  })

  it('has no accessibility violation in either theme, and logs no error', async () => {
    expect(await inspectRoutes(page, ['/compare'])).toEqual({})
    expect(complaints).toEqual([])
  })
})

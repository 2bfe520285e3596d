import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectRoutes } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { untilEvaluated } from './support/until-evaluated.ts'

const patient = { timeout: 60_000, interval: 200 }

describe('transfer and similarity in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  let address = ''

  beforeAll(async () => {
    host = await serveHost()
    const runs = await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      const experiment = await client.experiments.launch({
        base: {
          dataset: { id: 'shapes', params: { size: 16, train: 120, validation: 40, classes: 3 } },
          architecture: 'small-cnn:width=8,depth=2',
          epochs: 2,
          batchSize: 16,
          monitor: { trainImages: 16, validationImages: 16 },
        },
        runs: [{ name: 'small' }, { name: 'deep', architecture: 'small-cnn:width=8,depth=3' }],
        conditions: ['clean'],
      })
      await untilEvaluated(client, experiment.runs, 2)
      return experiment.runs
    })
    address = `/compare?runs=${runs.join(',')}&transfer=fgsm:epsilon%3D8/255&transferImages=40&similarity=linear&similarityImages=40`
    ;({ browser, page, complaints } = await openHost(host, address))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  const part = (name: string) => page.locator(`section[aria-label="${name}"]`)

  it('computes the transfer matrix and the similarity of layers, and keeps them', async () => {
    const [transfer, similarity] = [part('Transfer of attacks'), part('Similarity of layers')]
    for (const section of [transfer, similarity]) await section.getByRole('button', { name: 'Compute' }).click()
    await expect.poll(() => transfer.locator('tbody td', { hasText: 'n = ' }).count(), patient).toBe(4)
    await expect.poll(() => similarity.locator('tbody td').count(), patient).toBe(5 * 6)
    expect(await similarity.locator('tbody td').first().textContent()).toBe('1.0')
    expect(await transfer.getByRole('button', { name: 'Compute' }).count()).toBe(0)
    await similarity.scrollIntoViewIfNeeded()
    await takeScreenshot(page, 'models-compared')

    await page.reload()
    await expect.poll(() => part('Transfer of attacks').locator('tbody td').count(), patient).toBe(4)
    await expect.poll(() => part('Similarity of layers').locator('tbody td').count(), patient).toBe(5 * 6)
  })

  it('can be read and used by all, in both themes, and the page complains of nothing', async () => {
    expect(await inspectRoutes(page, [address])).toEqual({})
    expect(complaints).toEqual([])
  })
})

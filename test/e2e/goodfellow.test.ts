import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leaveOut } from '../support/leave-out.ts'
import { inspectRoutes } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'

const data = process.env['ADVERSARIUM_TEST_DATA'] ?? ''
const mnist = join(data, 'mnist')
const patient = { timeout: 30_000, interval: 200 }

describe.skipIf(!existsSync(mnist))('the figure of Goodfellow 2015 in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  let wrong = ''

  beforeAll(async () => {
    host = await serveHost({ dataRoot: data })
    wrong = await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      const dataset = await client.datasets.import({ path: mnist, classes: ['3', '7'] })
      const preset = (await client.experiments.presets({})).find(({ id }) => id === 'goodfellow-logistic')
      const [plain] = preset?.config.runs ?? []
      const { runs } = await client.experiments.launch({
        name: 'figure',
        base: { ...preset?.config.base, dataset: { id: 'idx', imported: dataset.id }, epochs: 5 },
        runs: [plain ?? {}],
        conditions: ['clean', 'fgsm:epsilon=0.25,clip=false'],
      })
      const digits = await client.datasets.import({ path: mnist })
      const small = { dataset: { id: 'idx', imported: digits.id, imagesPerClass: 100 }, batchSize: 50, epochs: 10 }
      const maxout = await client.experiments.launch({
        name: 'maxout',
        base: { ...small, architecture: 'maxout:units=48,pieces=2', optimizer: 'sgd:learningRate=0.1,momentum=0.5' },
        runs: [
          { name: 'maxout, plain' },
          { name: 'maxout, adversarial', objective: 'adversarial-mixture:epsilon=0.25,attackMode=inference' },
        ],
        conditions: ['clean', 'fgsm:epsilon=0.25,clip=false'],
        evaluationImages: 200,
      })
      const attacked = await vi.waitFor(
        async () => {
          const all = await client.evaluations.list({ runs: [...runs, ...maxout.runs] })
          if (all.some(({ state }) => state !== 'done')) throw new Error('The runs are not evaluated yet.')
          const found = all.find(({ run, condition }) => run === runs[0] && condition.id === 'fgsm')
          if (!found) throw new Error('The run was not attacked.')
          return found
        },
        { timeout: 200_000, interval: 300 },
      )
      return (100 * (1 - (attacked.correct ?? 0) / attacked.n)).toFixed(1)
    })
    ;({ browser, page, complaints } = await openHost(host))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  const fact = (name: string): Promise<string> => page.locator(`[data-fact=${name}] td`).first().innerText()
  const wrongTiles = (at: number): Promise<number> => page.locator('.tiles').nth(at).locator('li.wrong').count()

  it('is found by its name, and its closed form says what FGSM came to', async () => {
    await page.keyboard.press('Control+K')
    await page.getByRole('dialog').getByLabel('Find').fill('Goodfellow 2015 figure')
    await page.keyboard.press('Enter')
    await page.locator('.tiles li').first().waitFor()
    expect(await page.locator('.tiles').nth(1).locator('li').count()).toBe(30)
    expect(Number(wrong)).toBeGreaterThan(95)
    await expect.poll(() => fact('worst'), patient).toContain(wrong)
    await expect.poll(() => fact('measured'), patient).toContain(wrong)
    expect(await page.locator('[data-fact=worst]').innerText()).toMatch(/\t99.%/)
    expect(await wrongTiles(0)).toBeLessThan(4)
    expect(await wrongTiles(1)).toBeGreaterThan(26)
    await takeScreenshot(page, 'linear-figure')
  })

  it('follows the slider: nothing is moved at 0, and half the pixel range breaks every image', async () => {
    const slider = page.getByRole('slider', { name: 'Epsilon, slider' })
    await slider.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => slider.getAttribute('aria-valuetext'), patient).toBe('0')
    await expect.poll(() => wrongTiles(1), patient).toBe(await wrongTiles(0))
    await page.keyboard.press('End')
    await expect.poll(() => wrongTiles(1), patient).toBe(30)
    await expect.poll(() => fact('worst'), patient).toContain('100.0')
    expect(await fact('measured')).toContain('not evaluated')
  })

  it('leads to the maxout network, whose digits FGSM moves against each model', async () => {
    await page
      .getByRole('navigation', { name: 'Figures of Goodfellow 2015' })
      .getByRole('link', { name: 'Maxout' })
      .click()
    const errorOf = async (what: string): Promise<number> =>
      Number.parseFloat((await page.locator(`[data-error="${what}"] > span`).innerText()).trim())
    await expect.poll(() => errorOf('plain fgsm'), patient).toBeGreaterThan(80)
    expect(await errorOf('plain clean')).toBeLessThan(35)
    expect(await errorOf('adversarial fgsm')).toBeLessThan(await errorOf('plain fgsm'))
    // Of an empty canvas the file is far smaller.
    const painted = () =>
      page
        .locator('.digits canvas')
        .evaluateAll((all) => all.filter((canvas) => (canvas as HTMLCanvasElement).toDataURL().length > 600).length)
    await expect.poll(painted, patient).toBe(20)
    await takeScreenshot(page, 'maxout-figure')
  })

  it('has nothing that an accessibility check or the page itself complains of', async () => {
    expect(await inspectRoutes(page, ['/goodfellow-2015', '/goodfellow-2015/maxout', '/help/figures'])).toEqual({})
    expect(complaints).toEqual([])
  })
})

if (!existsSync(mnist)) leaveOut('the figure of Goodfellow 2015', 'mnist is not in ADVERSARIUM_TEST_DATA')

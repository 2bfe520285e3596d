import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectRoutes } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { untilEvaluated } from './support/until-evaluated.ts'

const patient = { timeout: 60_000, interval: 200 }

describe('the perturbation viewer in a browser', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  let address = ''

  beforeAll(async () => {
    host = await serveHost()
    const image = await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      const { runs } = await client.experiments.launch({
        base: {
          dataset: { id: 'shapes', params: { size: 32, train: 240, validation: 40, classes: 4 } },
          architecture: 'small-cnn',
          epochs: 4,
          batchSize: 16,
          monitor: { trainImages: 16, validationImages: 16 },
        },
        runs: [{ name: 'small' }],
        conditions: ['clean'],
      })
      const [evaluated] = await untilEvaluated(client, runs, 1)
      const evaluation = evaluated?.id ?? ''
      const { rows } = await client.evaluations.gallery({ evaluation, outcome: 'correct', sort: 'margin' })
      return `${evaluation}/${rows[0]?.image}`
    })
    address = `/misclassified/${image}`
    ;({ browser, page, complaints } = await openHost(host, address))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  const viewer = () => page.getByRole('region', { name: 'Perturbation viewer' })
  const slider = () => viewer().getByRole('slider', { name: 'Epsilon, slider' })
  /** What stands beside a word among the facts. */
  const fact = async (name: string): Promise<string> => {
    const value = viewer().locator('.facts dt', { hasText: name }).locator('xpath=following-sibling::dd[1]')
    return (await value.innerText()).replace(/\s+/g, ' ').trim()
  }

  /** Until the maps of what is shown are there. */
  const untilMapped = (): Promise<void> =>
    expect.poll(() => viewer().locator('figure .note').last().innerText(), patient).toMatch(/ to /)

  it('finds where the image flips, and the slider shows it there', async () => {
    await viewer().getByRole('button', { name: 'Show the perturbation viewer' }).click()
    await viewer().getByLabel('up to').selectOption({ label: '64/255' })
    await expect.poll(() => fact('Flips'), patient).toMatch(/^[\d.]+\/255 Go there$/)
    const where = (await fact('Flips')).split(' ')[0] as string
    await viewer().getByRole('button', { name: 'Go there' }).click()
    await expect.poll(() => fact('Prediction'), patient).toMatch(/^wrong: /)
    expect(await slider().getAttribute('aria-valuetext')).toBe(where)
    expect(await fact('L∞')).toBe(where)
    await expect.poll(() => viewer().getByText(`The image flips at ${where}.`).count()).toBe(1)
  })

  it('moves by keys that leave the image open', async () => {
    const open = () => new URL(page.url()).hash.split('?')[0]
    const before = open()
    await slider().focus()
    await page.keyboard.press('Home')
    await expect.poll(() => fact('Prediction'), patient).toMatch(/^right: /)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press(']')
    await expect.poll(() => slider().getAttribute('aria-valuetext')).toBe('0.5/255')
    await expect.poll(() => fact('L∞'), patient).toBe('0.5/255')
    await page.keyboard.press('[')
    await expect.poll(() => fact('L∞'), patient).toBe('0.25/255')
    expect(open()).toBe(before)
    await viewer().getByRole('textbox', { name: 'Epsilon' }).fill('8')
    await page.keyboard.press('Enter')
    await expect.poll(() => fact('L∞'), patient).toBe('8/255')
    await viewer()
      .getByRole('img', { name: /^Logits along the gradient/ })
      .waitFor()
    await untilMapped()
    await takeScreenshot(page, 'perturbation-viewer')
  })

  it('goes through the steps of PGD', async () => {
    await viewer().getByLabel('Attack').selectOption({ label: 'PGD (L∞)' })
    await expect.poll(() => fact('L∞'), patient).toMatch(/255$/)
    await viewer().getByRole('button', { name: 'Replay the steps' }).click()
    const scrubber = viewer().getByRole('slider', { name: 'Step' })
    await expect.poll(() => scrubber.getAttribute('aria-valuetext'), patient).toMatch(/^step 10 of 10: /)
    const end = Number(await fact('Loss of'))
    await scrubber.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => scrubber.getAttribute('aria-valuetext')).toMatch(/^step 0 of 10: /)
    expect(Number(await fact('Loss of'))).toBeLessThan(end)
    await viewer()
      .getByRole('img', { name: /^Loss by step/ })
      .waitFor()
    await untilMapped()
    await takeScreenshot(page, 'perturbation-replay')
    await viewer().getByRole('button', { name: 'End replay' }).click()
    await expect.poll(() => scrubber.count()).toBe(0)
  })

  it('shows a noise of any strength, with the answer of the model, while its slider moves', async () => {
    const corruptions = page.getByRole('region', { name: 'Corruption viewer' })
    await corruptions.getByRole('button', { name: 'Show the corruption viewer' }).click()
    const changed = () => corruptions.locator('.facts dt', { hasText: 'L2' }).locator('xpath=following-sibling::dd[1]')
    await expect.poll(() => changed().innerText(), patient).toMatch(/^[\d.]+$/)
    const strength = corruptions.getByRole('slider', { name: 'Sigma, slider' })
    await strength.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => changed().innerText(), patient).toBe('0')
    await page.keyboard.press('End')
    await expect.poll(() => strength.getAttribute('aria-valuetext')).toBe('0.5')
    await expect.poll(async () => Number(await changed().innerText()), patient).toBeGreaterThan(10)
    await corruptions.getByLabel('Corruption').selectOption({ label: 'Fog' })
    await expect
      .poll(() => corruptions.getByRole('img', { name: 'The image under Fog, severity 3' }).count(), patient)
      .toBe(1)
    expect(new URL(page.url()).hash).toContain('corrupt=fog:severity')
    await takeScreenshot(page, 'corruption-viewer')
  })

  it('has no accessibility violation in either theme, and logs no error', async () => {
    expect(await inspectRoutes(page, [`${address}?perturb=fgsm:epsilon=4/255&corrupt=gaussian-noise`])).toEqual({})
    await page.emulateMedia({ colorScheme: 'dark' })
    await viewer()
      .getByRole('img', { name: /^Logits along the gradient/ })
      .waitFor()
    await untilMapped()
    await viewer().scrollIntoViewIfNeeded()
    await takeScreenshot(page, 'perturbation-viewer-dark')
    expect(complaints).toEqual([])
  })
})

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { inspectRoutes } from './support/every-route.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { untilEvaluated } from './support/until-evaluated.ts'

const patient = { timeout: 60_000, interval: 200 }
const fog = [1, 2, 3, 4, 5].map((severity) => `fog:severity=${severity}`)

describe('measures of runs, in a browser and in a terminal', () => {
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
          dataset: { id: 'shapes', params: { size: 32, train: 160, validation: 80, classes: 4 } },
          architecture: 'small-cnn',
          batchSize: 16,
          monitor: { trainImages: 40, validationImages: 40, attack: 'fgsm:epsilon=2/255' },
        },
        runs: [
          { name: 'short', epochs: 1 },
          { name: 'long', epochs: 12, optimizer: 'sgd:learningRate=0.05,momentum=0.9' },
        ],
        conditions: ['clean', 'fgsm:epsilon=2/255', ...fog],
      })
      await untilEvaluated(client, runs, 14)
    })
    ;({ browser, page, complaints } = await openHost(host, '/compare'))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  /** Sections ask when they come into sight. */
  async function section(name: string): Promise<Locator> {
    const found = page.getByRole('region', { name, exact: true }).first()
    await found.scrollIntoViewIfNeeded()
    return found
  }
  const rowOf = (table: Locator, name: string): Promise<string> =>
    table.getByRole('row', { name }).first().innerText({ timeout: patient.timeout })

  it('shows gaps, attack success, and errors against a baseline that can be chosen', async () => {
    expect(await rowOf(await section('Gaps and attack success'), 'short')).toMatch(/@1/)
    const corruptions = await section('Corruptions')
    expect(await rowOf(corruptions, 'Fog')).toMatch(/CE 100\.0/)
    expect(await rowOf(corruptions, 'mCE')).toMatch(/100 baseline\s.*1 of 15 types/s)
    await corruptions.getByLabel('CE relative to').selectOption({ label: 'long' })
    await expect.poll(() => rowOf(corruptions, 'mCE'), patient).toMatch(/1 of 15 types\s+100 baseline/)
    await takeScreenshot(page, 'measures-corruptions')
  })

  it('shows how far probabilities can be trusted, before and after a temperature', async () => {
    const calibration = await section('Calibration')
    expect(await rowOf(calibration, 'long')).toMatch(/80\s.* to .* to .* to /s)
    await calibration.getByRole('button', { name: 'scaled', exact: true }).click()
    await expect.poll(() => calibration.locator('figure').first().getAttribute('data-points'), patient).not.toBe('0')
    await calibration.getByLabel('Condition of the calibration').selectOption('fog:severity=5')
    await expect.poll(() => rowOf(calibration, 'long'), patient).toMatch(/80\s.* to .* to .* to /s)
    await takeScreenshot(page, 'measures-calibration')
  })

  it('draws the line of the runs that are checked, and tells classes apart', async () => {
    const effective = await section('Effective robustness')
    // The line goes through both.
    await expect.poll(() => rowOf(effective, 'long'), patient).toMatch(/[^\d]0\.0/)
    await effective.getByRole('checkbox', { name: 'short' }).uncheck()
    await effective.getByText('it needs two of different clean accuracy').waitFor(patient)
    expect(await rowOf(await section('Classes'), 'Mean over all classes')).toMatch(/\d\.\d/)
  })

  it('prints the same in a terminal', async () => {
    const args = ['measures', 'short', 'long', '--classes', '--workspace', host.workspace]
    const { code, stdout } = await runCommand(args)
    expect(code).toBe(0)
    for (const title of ['Accuracy', 'Gaps', 'Attack success', 'Corruptions of ImageNet-C', 'Calibration', 'Classes']) {
      expect(stdout).toContain(title)
    }
    expect(stdout).toMatch(/fog:severity=5.*→.*→/)
    const { stdout: json } = await runCommand([...args, '--json'])
    expect(JSON.parse(json)).toMatchObject({ corruptions: [{ compared: 1 }, { compared: 1 }], classes: [{}] })
  })

  it('has no accessibility violation in either theme, and logs no error', async () => {
    expect(await inspectRoutes(page, ['/compare'])).toEqual({})
    expect(complaints).toEqual([])
  })
})

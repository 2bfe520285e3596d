import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { takeScreenshot } from './support/inspect-page.ts'
import { openHost } from './support/open-page.ts'
import { serveHost, type ServedHost } from './support/serve-host.ts'
import { withClient } from './support/small-run.ts'
import { untilEvaluated } from './support/until-evaluated.ts'

const patient = { timeout: 60_000, interval: 200 }

describe('a sweep, in a browser and in a terminal', () => {
  let host: ServedHost
  let browser: Browser
  let page: Page
  let complaints: string[]
  let runs: readonly string[]

  beforeAll(async () => {
    host = await serveHost()
    await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      ;({ runs } = await client.experiments.launch({
        name: 'sweep',
        base: {
          dataset: { id: 'shapes', params: { size: 16, train: 160, validation: 80, classes: 4 } },
          architecture: 'small-cnn:width=4,depth=2',
          ...{ batchSize: 16, epochs: 2, monitor: { trainImages: 40, validationImages: 40 } },
        },
        runs: [{}],
        sweep: {
          fields: {
            'optimizer.params.learningRate': { min: 0.001, max: 0.1, scale: 'log', count: 3 },
            objective: { values: ['cross-entropy', 'adversarial-regularization'] },
          },
          seeds: [0, 1],
        },
        conditions: ['clean', 'gaussian-noise:sigma=0.1'],
      }))
      await untilEvaluated(client, runs, 24)
    })
    ;({ browser, page, complaints } = await openHost(host, '/compare'))
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  const section = (): Locator => page.getByRole('region', { name: 'Settings and results', exact: true })
  const selected = (): number => (new URLSearchParams(page.url().split('?')[1]).get('runs') ?? '').split(',').length

  it('shows a line a run and what each setting does', async () => {
    await section().scrollIntoViewIfNeeded()
    await expect.poll(() => section().locator('.lines path').count(), patient).toBe(12)
    const table = section().getByRole('table', { name: 'Effects of settings' })
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual(
      expect.arrayContaining(['objective', 'cross-entropy', 'learning rate', '0.01']),
    )
    await takeScreenshot(page, 'sweep-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await takeScreenshot(page, 'sweep-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('chooses runs for the whole screen by a brushed axis, with the keyboard and the pointer', async () => {
    const handle = section().getByRole('slider', { name: 'learning rate, from', exact: true })
    await handle.focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(selected, patient).toBe(8)
    expect(await handle.getAttribute('aria-valuetext')).toBe('0.01')
    await expect.poll(() => section().getByRole('status').innerText(), patient).toContain('8 of 12 runs')
    await section().getByRole('button', { name: 'All runs' }).click()
    await expect.poll(selected, patient).toBe(12)
    const axis = section().locator('.catch').first()
    await axis.scrollIntoViewIfNeeded()
    const box = await axis.boundingBox()
    if (!box) throw new Error('The axis is not drawn.')
    const x = box.x + box.width / 2
    await page.mouse.move(x, box.y + box.height - 4)
    await page.mouse.down()
    await page.mouse.move(x, box.y + box.height * 0.7, { steps: 4 })
    await page.mouse.up()
    await expect.poll(selected, patient).toBe(6)
    await takeScreenshot(page, 'sweep-brushed')
    expect(complaints).toEqual([])
  })

  it('tells the same effects in a terminal', async () => {
    const { stdout, code } = await runCommand(['effects', 'sweep', '--json', '--workspace', host.workspace])
    expect(code).toBe(0)
    const found = JSON.parse(stdout) as { fields: string[]; effects: { levels: { runs: number; seeds: number }[] }[] }
    expect(found.fields).toEqual(['objective.id', 'optimizer.params.learningRate'])
    expect(found.effects.map(({ levels }) => levels.map(({ runs: n, seeds }) => [n, seeds]))).toEqual([
      [
        [6, 2],
        [6, 2],
      ],
      [
        [4, 2],
        [4, 2],
        [4, 2],
      ],
    ])
  })
})

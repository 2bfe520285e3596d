import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { listBelow } from '../support/processes.ts'
import { launchBrowser } from './support/browser.ts'
import { openWindow, whyNoElectron } from './support/electron.ts'
import { openFirstRun, readState } from './support/journey.ts'
import { serveHost } from './support/serve-host.ts'
import { askFromPage, longRun, readRuns, withClient, workspaceWithRun } from './support/small-run.ts'

const patient = { timeout: 120_000, interval: 250 }

/** The process below `parent` that runs this entry. */
function findChild(parent: number, entry: string): number {
  const child = listBelow(parent).find(({ command }) => command.includes(entry))
  if (child) return child.pid
  throw new Error(`Process ${parent} has no child ${entry}.`)
}

/** Values by series and step: what was announced once must be there for ever. */
const byStep = (points: readonly MetricPoint[]): Map<string, number> =>
  new Map(points.map(({ name, step, value }) => [`${name} ${step}`, value]))

function expectKept(before: readonly MetricPoint[], after: readonly MetricPoint[]): void {
  const now = byStep(after)
  const lost = [...byStep(before)].filter(([key, value]) => now.get(key) !== value)
  expect(before.length).toBeGreaterThan(0)
  expect(lost).toEqual([])
}

async function seeRunning(page: Page): Promise<void> {
  await page.locator('[data-run]').first().waitFor({ timeout: 60_000 })
  await openFirstRun(page)
  const resume = page.getByRole('button', { name: 'Resume', exact: true })
  if ((await readState(page)).includes('interrupted')) await resume.click()
  await expect.poll(() => readState(page), patient).toContain('running')
  const points = async () => Number(await page.getByTestId('loss-chart').getAttribute('data-points'))
  await expect.poll(points, patient).toBeGreaterThan(40)
}

describe('an engine that is killed', () => {
  it('leaves a run that says so, keeps every point and goes on from its checkpoint', async () => {
    const host = await serveHost({ workspace: await workspaceWithRun(longRun) })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(host.url)
      await seeRunning(page)
      const { id } = await withClient(host, async ({ runs }) => (await runs.list({}))[0] ?? { id: '' })
      const before = await withClient(host, ({ runs }) => runs.metrics({ id }))

      process.kill(findChild(host.pid, 'engine.cjs'), 'SIGKILL')
      await expect.poll(() => readState(page), patient).toContain('crashed')
      await page
        .getByText(/engine ended/)
        .first()
        .waitFor()
      expectKept(before, await withClient(host, ({ runs }) => runs.metrics({ id })))

      await page.getByRole('button', { name: 'Resume', exact: true }).click()
      await expect.poll(() => readState(page), patient).toContain('running')
      const steps = async () => (await withClient(host, ({ runs }) => runs.get({ id }))).step
      await expect.poll(steps, patient).toBeGreaterThan(Math.max(...before.map(({ step }) => step)))
      expectKept(before, await withClient(host, ({ runs }) => runs.metrics({ id })))
    } finally {
      await browser.close()
      await host.close()
    }
  })
})

const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED kill of the host under its window: ${reason}`)

describe.skipIf(reason !== null)('a host that is killed under its window', () => {
  it('is started anew; the window says it was away, the run that it was interrupted, and no point is lost', async () => {
    const workspace = await workspaceWithRun(longRun)
    const window = await openWindow(workspace)
    try {
      const { page } = window
      await seeRunning(page)
      const id = (await readRuns(page))[0]?.id ?? ''
      const read = async () => {
        const reply = await askFromPage(page, 'runs.metrics', { id })
        return reply.ok ? (reply.value as MetricPoint[]) : []
      }
      const before = await read()
      const bar = page.getByRole('alert').filter({ hasText: 'Reconnecting' })
      const seen = bar.waitFor({ state: 'attached', timeout: 60_000 })
      const { pid } = JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGKILL')
      await seen
      await bar.waitFor({ state: 'detached', timeout: 60_000 })
      await expect.poll(() => readState(page), patient).toContain('interrupted')
      expectKept(before, await read())
      await page.getByRole('button', { name: 'Resume', exact: true }).click()
      await expect.poll(() => readState(page), patient).toContain('running')
    } finally {
      await window.close()
      rmSync(workspace, { recursive: true, force: true })
    }
  })
})

describe('a connection that breaks', () => {
  it('is made again; the screen says so meanwhile and then shows what it missed', async () => {
    const host = await serveHost()
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      let isCut = false
      let cut: () => void = () => undefined
      await page.routeWebSocket(/\/ws\?/, (socket) => {
        if (isCut) return void socket.close()
        socket.connectToServer()
        cut = () => void socket.close()
      })
      await page.goto(host.url)
      await page.getByText('No run yet.').waitFor()

      isCut = true
      cut()
      const bar = page.getByRole('alert').filter({ hasText: 'Reconnecting' })
      await bar.waitFor()
      await withClient(host, ({ experiments }) => experiments.launch(longRun))
      expect(await page.locator('[data-run]').count()).toBe(0)

      isCut = false
      await bar.waitFor({ state: 'detached' })
      await expect.poll(() => page.locator('[data-run]').count()).toBe(1)

      await host.kill()
      await bar.waitFor()
    } finally {
      await browser.close()
      await host.close()
    }
  })
})

import { rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricPoint } from '../../src-main/contract/index.ts'
import { openWindow, whyNoElectron, type OpenedWindow } from './support/electron.ts'
import { recordComplaints, takeScreenshot } from './support/inspect-page.ts'
import { serveHost, temporaryWorkspace, type ServedHost } from './support/serve-host.ts'
import { longRun, skipFirstStart, withClient } from './support/small-run.ts'

const reason = whyNoElectron()
if (reason !== null) console.log(`SKIPPED a window on a host elsewhere: ${reason}`)

/** A way to a host that can be cut, as a tunnel can. */
class Tunnel {
  readonly #sockets = new Set<Socket>()
  readonly #to: number
  #server: Server | null = null
  port = 0

  constructor(to: number) {
    this.#to = to
  }

  async open(): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(this.#to, '127.0.0.1')
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('error', () => socket.destroy()).on('close', () => void this.#sockets.delete(socket))
      }
      near.on('close', () => far.destroy()).pipe(far)
      far.on('close', () => near.destroy()).pipe(near)
    })
    await new Promise<void>((done) => this.#server?.listen(this.port, '127.0.0.1', done))
    this.port = (this.#server.address() as AddressInfo).port
  }

  async cut(): Promise<void> {
    const closed = new Promise<void>((done) => this.#server?.close(() => done()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

/** The points of a run that the page holds, by metric. */
const pointsOfPage = (page: Page, run: string, metric: string): Promise<MetricPoint[]> =>
  page.evaluate(
    ([id = '', name = '']) => {
      interface Metrics {
        seriesOf(id: string): Map<string, MetricPoint[]>
      }
      const root = document.querySelector('#app') as unknown as {
        __vue_app__: { config: { globalProperties: { $pinia: { _s: Map<string, Metrics> } } } }
      }
      const metrics = root.__vue_app__.config.globalProperties.$pinia._s.get('metrics')
      return metrics?.seriesOf(id).get(name) ?? []
    },
    [run, metric],
  )

const patient = { timeout: 120_000, interval: 200 }

describe.skipIf(reason !== null)('a window on a host elsewhere', () => {
  const workspace = temporaryWorkspace()
  let host: ServedHost
  let tunnel: Tunnel
  let window: OpenedWindow
  let complaints: string[]
  let run = ''

  beforeAll(async () => {
    host = await serveHost()
    tunnel = new Tunnel(host.port)
    await tunnel.open()
    await skipFirstStart(workspace)
    run = await withClient(host, async (client) => {
      await client.system.setPreference({ key: 'first-start', value: true })
      return (await client.experiments.launch(longRun)).runs[0] ?? ''
    })
    window = await openWindow(workspace)
    complaints = recordComplaints(window.page)
  })
  afterAll(async () => {
    await window?.close()
    await tunnel?.cut()
    await host?.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('attaches by the address that it printed, and says where it is', async () => {
    const { page } = window
    await page.locator('main h1').first().waitFor()
    await page.keyboard.press('Control+K')
    await page.keyboard.type('Attach to a host')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Attach to a host elsewhere' })
    const address = `http://127.0.0.1:${tunnel.port}`
    await dialog.getByLabel('Address', { exact: true }).fill(`${address}/?token=wrong`)
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click()
    await dialog.getByText('refuses this key').waitFor()
    await takeScreenshot(page, 'attach-elsewhere')
    await dialog.getByLabel('Address', { exact: true }).fill(`${address}/${new URL(host.url).search}`)
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click()
    await page.getByRole('link', { name: 'long' }).first().waitFor()
    expect(await page.locator('.top-bar .machine').innerText()).not.toBe('')
  })

  it('loses the connection during a training, catches up without a gap, and has no point twice', async () => {
    const { page } = window
    await page.getByRole('link', { name: 'long' }).first().click()
    await expect.poll(() => pointsOfPage(page, run, 'loss').then((all) => all.length), patient).toBeGreaterThan(20)
    await tunnel.cut()
    const atCut = (await pointsOfPage(page, run, 'loss')).at(-1)?.step ?? 0
    await page.getByText(/Lost the connection to .*, trying again\./).waitFor()
    await takeScreenshot(page, 'lost-elsewhere')
    // As long as some epochs take, which nobody tells the window about.
    await withClient(host, (client) =>
      expect.poll(async () => (await client.runs.get({ id: run })).step, patient).toBeGreaterThan(atCut + 60),
    )
    await tunnel.open()
    await page.getByText(/Lost the connection/).waitFor({ state: 'detached', timeout: 30_000 })
    await withClient(host, async (client) => {
      const now = (await client.runs.get({ id: run })).step
      await expect.poll(async () => (await client.runs.get({ id: run })).step, patient).toBeGreaterThan(now + 20)
      await client.runs.pause({ id: run })
      await expect.poll(async () => (await client.runs.get({ id: run })).state, patient).toBe('paused')
      for (const name of ['loss', 'validation-accuracy', 'train-accuracy', 'validation-loss']) {
        const stored = await client.runs.metrics({ id: run, names: [name] })
        // Above 2000 points a curve is thinned; so many steps this run does not make.
        expect(stored.length).toBeLessThan(2000)
        await expect.poll(() => pointsOfPage(page, run, name), { timeout: 10_000 }).toEqual(stored)
      }
    })
  })

  it('types paths of that machine, and comes back', async () => {
    const { page } = window
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click()
    await page.getByRole('button', { name: 'Import…' }).click()
    await page.getByText("On the host's machine, below the folder").waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Settings' }).first().click()
    await page.getByRole('button', { name: 'Work on this machine' }).click()
    await page.getByText('No run yet').first().waitFor()
    expect(await page.locator('.top-bar .machine').count()).toBe(0)
    // The break itself is no fault of the page.
    expect(complaints.filter((text) => !/ERR_|WebSocket/.test(text))).toEqual([])
  })
})

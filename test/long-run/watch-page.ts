import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { goTo, measureOpening, readHeap } from '../bench-ui/measures.ts'
import { traceFrames } from '../bench-ui/trace.ts'
import type { Watcher } from './drive.ts'
import type { LongHost } from './start-host.ts'

const tracedMs = 10_000
/** The store lets go of a run's curves when its screen is left. */
const leaveMs = 300

/** How quick the interface is while a run trains, in ms. */
export interface Quickness {
  /** Scripting and layout of each frame. */
  readonly frames: readonly number[]
  /** From another screen to the drawn curves of the run. */
  readonly opening: readonly number[]
}

export interface PageWatcher extends Watcher {
  measure(): Promise<Quickness>
}

/** A real page that shows the run which is under way, as long as it is. */
export async function watchPage(browser: Browser, host: LongHost): Promise<PageWatcher> {
  // Otherwise it starts the sample of an empty workspace.
  await host.client.system.setPreference({ key: 'first-start', value: true })
  const page: Page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  await page.goto(host.url)
  await page.getByRole('main').waitFor()
  const session = await page.context().newCDPSession(page)
  let shown = ''
  return {
    async follow(run) {
      shown = run
      await goTo(page, `/runs/${run}`)
      await page.getByTestId('loss-chart').waitFor()
    },
    async read() {
      return { 'page held': await readHeap(session) }
    },
    async measure() {
      const opening: number[] = []
      for (let round = 0; round < 5; round++) {
        await goTo(page, '/settings')
        await page.getByRole('heading', { name: 'Settings' }).waitFor()
        await wait(leaveMs)
        opening.push(await measureOpening(page, shown))
      }
      const frames = await traceFrames(browser, page, () => wait(tracedMs))
      return { frames, opening }
    },
  }
}

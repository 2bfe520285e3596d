import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, CDPSession, Page, WebSocketRoute } from 'playwright-core'
import type { Client, GalleryQueryInput } from '../../src-main/contract/index.ts'
import { serveHost, type ServedHost } from '../e2e/support/serve-host.ts'
import { longRunId, sizes } from './make-workspace.ts'
import { traceFrames } from './trace.ts'

const size = { width: 1280, height: 800 }

async function open(browser: Browser, host: ServedHost): Promise<Page> {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' })
  await page.goto(host.url)
  await page.locator('[data-run]').first().waitFor()
  return page
}
/** Another address of the interface in the same page. */
export const goTo = (page: Page, address: string): Promise<unknown> =>
  page.evaluate((hash) => (location.hash = hash), address)

/** From the start of the host's process to the first rows of the list. The host is left running for the last time. */
export async function measureStart(browser: Browser, workspace: string, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const host = await serveHost({ workspace })
    const page = await open(browser, host)
    times.push(performance.now() - start)
    await page.close()
    await host.stop()
  }
  return times
}

/** From the change of the address to the drawn curves of a run; the page must show another screen. */
export function measureOpening(page: Page, run: string): Promise<number> {
  return page.evaluate(
    (address) =>
      new Promise<number>((resolve) => {
        const start = performance.now()
        location.hash = address
        const look = (): void => {
          const points = Number(document.querySelector('[data-testid="loss-chart"]')?.getAttribute('data-points') ?? 0)
          if (points > 0) requestAnimationFrame(() => resolve(performance.now() - start))
          else requestAnimationFrame(look)
        }
        look()
      }),
    `/runs/${run}`,
  )
}

/** The same of the run that has a million points. */
export async function measureOpeningRun(browser: Browser, host: ServedHost, rounds: number): Promise<number[]> {
  const page = await open(browser, host)
  const times: number[] = []
  // The first time also loads the screen's code.
  for (let round = 0; round <= rounds; round++) {
    await goTo(page, '/settings')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    // The store lets go of a run's curves when its screen is left.
    await wait(300)
    const time = await measureOpening(page, longRunId)
    if (round > 0) times.push(time)
  }
  await page.close()
  return times
}

/**
 * Scripting and layout of a redraw of all charts of Compare with 20 runs whose data are there: the pointer goes to another
 * run, and all lines but its own are dimmed.
 */
export async function measureRedraw(browser: Browser, host: ServedHost, rounds: number): Promise<Redraw> {
  const page = await open(browser, host)
  const runs = Array.from({ length: 20 }, (_, i) => `run-${sizes.runs - 20 + i}`)
  await goTo(page, `/compare?runs=${runs.join(',')}`)
  await page.locator('figure.chart canvas').first().waitFor()
  const rows = page.getByRole('table', { name: 'Conditions' }).locator('tbody tr')
  await rows.nth(2).scrollIntoViewIfNeeded()
  await wait(3000)
  const charts = await page.locator('figure.chart canvas').count()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const frames = await traceFrames(browser, page, async () => {
      await rows.nth(round % 3).hover()
      await wait(400)
    })
    // Charts may draw in frames of their own.
    times.push(frames.reduce((sum, time) => sum + time, 0))
  }
  await page.close()
  return { charts, times }
}
export interface Redraw {
  readonly charts: number
  readonly times: number[]
}

/** One page of the gallery, asked by a client: filters and places as a person would go through them. */
export async function measureGallery({ evaluations }: Client, rounds: number): Promise<number[]> {
  const [first, second] = await evaluations.list({})
  if (!first || !second) throw new Error('The workspace has no evaluations.')
  const queries: Partial<GalleryQueryInput>[] = [
    {},
    { sort: 'confidence', isDescending: true },
    { truth: [3] },
    { confidence: [0.9, 1] },
    { against: second.id, flip: 'fixed' },
    { outcome: 'all', sort: 'margin' },
  ]
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const query = queries[round % queries.length]
    const start = performance.now()
    await evaluations.gallery({ evaluation: first.id, limit: 200, offset: (round * 400) % 4000, ...query })
    times.push(performance.now() - start)
  }
  return times
}

/** Scripting and layout a frame while a person scrolls the gallery of 100,000 images, or the list of 2,000 runs. */
export async function measureScrolling(browser: Browser, host: ServedHost, address: string): Promise<number[]> {
  const page = await open(browser, host)
  await goTo(page, address)
  await page.getByRole('grid').first().waitFor()
  await wait(1500)
  await page.mouse.move(900, 500)
  const frames = await traceFrames(browser, page, async () => {
    for (let i = 0; i < 150; i++) {
      await page.mouse.wheel(0, 120)
      await wait(16)
    }
  })
  await page.close()
  return frames
}

/** Live run: `stepsPerSecond` of a real one, replayed so many times faster. */
const live = { stepsPerSecond: 10, speed: 100, batchesPerSecond: 10 }

/**
 * Growth of the page's heap, as a share, between two moments of a live run that is replayed: the socket of the page is
 * fed with points as the host would announce them. Shortened: `fromS` and `toS` are seconds of the replay.
 */
export async function measureHeapGrowth(
  browser: Browser,
  host: ServedHost,
  fromS: number,
  toS: number,
): Promise<number> {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' })
  let socket: WebSocketRoute | null = null
  await page.routeWebSocket(/\/ws\?/, (opened) => {
    opened.connectToServer()
    socket = opened
  })
  await page.goto(host.url)
  await page.locator('[data-run]').first().waitFor()
  await goTo(page, '/runs/run-1')
  await page.getByTestId('loss-chart').waitFor()
  const session = await page.context().newCDPSession(page)
  const steps = (live.stepsPerSecond * live.speed) / live.batchesPerSecond
  let step = 1200
  const timer = setInterval(() => {
    const points = Array.from({ length: steps }, () => ({
      name: 'loss',
      step: ++step,
      epoch: step / 100,
      value: 1 / step,
    }))
    const validation = { name: 'validation-accuracy', step, epoch: step / 100, value: 0.5 }
    socket?.send(JSON.stringify({ path: 'runs.points', payload: { run: 'run-1', points: [...points, validation] } }))
  }, 1000 / live.batchesPerSecond)
  try {
    await wait(fromS * 1000)
    const before = await readHeap(session)
    await wait((toS - fromS) * 1000)
    return (await readHeap(session)) / before - 1
  } finally {
    clearInterval(timer)
    await page.close()
  }
}

/** What the page holds after a collection, in bytes. */
export async function readHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

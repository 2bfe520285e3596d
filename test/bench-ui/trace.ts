import type { Browser, Page } from 'playwright-core'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  readonly pid: number
  readonly tid: number
}

/** What the page's main thread does for a frame, besides painting it. */
const work = new Set([
  ...['FunctionCall', 'EvaluateScript', 'EventDispatch', 'TimerFire', 'FireAnimationFrame', 'FireIdleCallback'],
  ...['RunMicrotasks', 'MajorGC', 'MinorGC', 'Layout', 'UpdateLayoutTree', 'ParseHTML', 'HitTest'],
])
/** The page's own account of a frame; it needs no more than the light category. */
const frameStart = 'AnimationFrame'

/** Records a trace while `act` runs and returns the milliseconds of scripting and layout in each frame of the page. */
export async function traceFrames(browser: Browser, page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['devtools.timeline'] })
  await act()
  return readFrames((await browser.stopTracing()).toString())
}

export function readFrames(text: string): number[] {
  const { traceEvents } = JSON.parse(text) as { traceEvents: TraceEvent[] }
  const starts = traceEvents.filter(({ name, ph }) => name === frameStart && ph === 'b')
  const busiest = mostCommon(starts.map(({ pid, tid }) => `${pid} ${tid}`))
  const isOurs = ({ pid, tid }: TraceEvent): boolean => `${pid} ${tid}` === busiest
  const frames = starts
    .filter(isOurs)
    .map(({ ts }) => ts)
    .toSorted((a, b) => a - b)
  const sums = frames.map(() => 0)
  let end = 0
  let frame = -1
  const tasks = traceEvents.filter((event) => event.ph === 'X' && isOurs(event) && work.has(event.name))
  for (const { ts, dur = 0 } of tasks.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    // What lies within another one is counted with it.
    if (ts + dur <= end) continue
    while ((frames[frame + 1] ?? Infinity) <= ts) frame++
    if (frame >= 0) sums[frame] = (sums[frame] ?? 0) + (ts + dur - Math.max(ts, end)) / 1000
    end = ts + dur
  }
  return sums
}

function mostCommon(words: readonly string[]): string | undefined {
  return [...Map.groupBy(words, (word) => word)].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0]
}

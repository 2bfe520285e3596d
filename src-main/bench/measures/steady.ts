import { median } from '../../core/median.ts'

/** The second call of a work is warm-up as well, unless it takes so long. */
const longCallMs = 5000
const fewestCalls = 3
const enoughMs = 30_000

export interface Steady {
  readonly medianMs: number
  readonly calls: number
}

/**
 * Calls `work` until the calls after the warm-up took `seconds` together: three at least, or one that takes very long.
 * The scripts in test/reference/bench count in the same way. `onWarm` is called where the warm-up ends.
 */
export async function measureSteady(
  work: () => Promise<unknown>,
  seconds: number,
  onWarm: () => void = () => undefined,
): Promise<Steady> {
  await timed(work)
  onWarm()
  const second = await timed(work)
  const times = second > longCallMs ? [second] : []
  if (times.length === 0) onWarm()
  while (!isEnough(times, seconds)) times.push(await timed(work))
  return { medianMs: median(times), calls: times.length }
}

function isEnough(times: readonly number[], seconds: number): boolean {
  const spentMs = times.reduce((sum, ms) => sum + ms, 0)
  return times.length >= fewestCalls ? spentMs >= seconds * 1000 : spentMs > enoughMs
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

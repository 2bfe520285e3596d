import type { HostContext } from '../context.ts'
import type { PlanTask } from './plan-work.ts'

/**
 * What evaluations that wait will take, in seconds: as long for each image and pass as those of the same method took that
 * are done, else for one pass as the others took, for many as the fastest, which had least to do beside. Null where
 * nothing is done to tell by, or nothing waits.
 */
export function secondsLeft(
  { store, now }: Pick<HostContext, 'store' | 'now'>,
  waiting: readonly PlanTask[],
  done: readonly PlanTask[],
): number | null {
  if (waiting.length === 0 || done.length === 0) return null
  const overall = rateOf(done)
  const rates = new Map(
    [...Map.groupBy(done, ({ condition }) => condition.id)].map(([id, tasks]) => [id, rateOf(tasks)]),
  )
  const fastest = Math.min(...rates.values())
  const started = startTimes(store)
  return waiting.reduce((sum, { known, n, passes, condition }) => {
    const whole = (rates.get(condition.id) ?? (passes > 1 ? fastest : overall)) * n * passes
    const since = known === undefined ? undefined : started.get(known.id)
    return sum + Math.max(0, whole - (since === undefined ? 0 : (now() - since) / 1000))
  }, 0)
}

function rateOf(tasks: readonly PlanTask[]): number {
  const seconds = tasks.reduce((sum, { known }) => sum + (known?.seconds ?? 0), 0)
  const passes = tasks.reduce((sum, { known, n, passes }) => sum + (known?.n ?? n) * passes, 0)
  return passes === 0 ? 0 : seconds / passes
}

/** Of the evaluations that are being computed. */
function startTimes({ jobs }: HostContext['store']): Map<number, number> {
  return new Map(
    jobs.running('training').flatMap(({ id, evaluation }) => {
      const at = jobs.startedAt(id)
      return evaluation === null || at === null ? [] : [[evaluation, at] as const]
    }),
  )
}

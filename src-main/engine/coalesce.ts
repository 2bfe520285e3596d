import type { JobEvent } from './protocol.ts'

const intervalMs = 100

/**
 * Gathers a job's events and hands them on at most ten times a second. Points are merged, of progress only the newest
 * is kept, nothing else is dropped and the order of the rest stays.
 */
export function createCoalescer(send: (events: JobEvent[]) => void): { add(event: JobEvent): void; flush(): void } {
  let events: JobEvent[] = []
  let timer: NodeJS.Timeout | null = null

  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (events.length === 0) return
    const batch = events
    events = []
    send(batch)
  }
  return {
    flush,
    add(event) {
      const last = events.at(-1)
      if (event.kind === 'points' && last?.kind === 'points') last.points.push(...event.points)
      else {
        if (event.kind === 'progress') events = events.filter((earlier) => earlier.kind !== 'progress')
        events.push(event.kind === 'points' ? { kind: 'points', points: [...event.points] } : event)
      }
      timer ??= setTimeout(flush, intervalMs)
    },
  }
}

import type { Run } from '../../../src-main/contract/index.ts'
import { count, duration } from '../format.ts'

/** Time since the start, until the end or now; null before the start. */
export function elapsedMs(run: Run, now: number): number | null {
  return run.startedAt === null ? null : Math.max(0, (run.finishedAt ?? now) - run.startedAt)
}

export const fractionDone = (run: Run): number | null =>
  run.stepsTotal === null || run.stepsTotal === 0 ? null : run.step / run.stepsTotal

/** Time left if it goes on as since the start; null before anything is known. A resumed run reads too short at first. */
export function remainingMs(run: Run, now: number): number | null {
  const elapsed = elapsedMs(run, now)
  const done = fractionDone(run)
  if (run.state !== 'running' || elapsed === null || done === null || done < 0.01) return null
  return (elapsed * (1 - done)) / done
}

/** Whole epochs trained. */
export function epochsDone(run: Run): number {
  const fraction = fractionDone(run)
  return fraction === null ? run.epoch : Math.floor(fraction * run.config.epochs + 1e-9)
}

/** What stands beside the state's mark, e.g. "running" and "epoch 3 of 8". */
export function stateText(run: Run): { word: string; detail: string } {
  const done = epochsDone(run)
  const epochs = `${count(run.config.epochs)} epoch${run.config.epochs === 1 ? '' : 's'}`
  switch (run.state) {
    case 'running':
      return { word: 'running', detail: `epoch ${Math.min(done + 1, run.config.epochs)} of ${run.config.epochs}` }
    case 'done':
      if (run.imported) return { word: 'imported', detail: epochs }
      return { word: '', detail: done < run.config.epochs ? `${done} of ${epochs}` : epochs }
    case 'cancelled':
      return { word: 'stopped', detail: `after epoch ${done}` }
    case 'queued':
    case 'preparing':
    case 'paused':
      return { word: run.state, detail: '' }
    default:
      return { word: run.state, detail: run.reason ?? '' }
  }
}

/** How long it has taken so far or in all, e.g. "31 min". */
export function timeText(run: Run, now: number): string | null {
  const elapsed = elapsedMs(run, now)
  return elapsed === null ? null : duration(elapsed)
}

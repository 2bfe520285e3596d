import type { Progress } from '../../../src-main/contract/index.ts'
import { fractionOf } from '../../lib/fraction-of.ts'

/** What the interactive lane computes for a screen, and how far that is. */
export interface LaneWork {
  readonly note: string
  readonly fraction: number | null
}

/** Of the first task that tells of itself; null where there is no task. */
export function laneWork(tasks: readonly string[], progress: ReadonlyMap<string, Progress>): LaneWork | null {
  if (tasks.length === 0) return null
  const [step] = tasks.flatMap((task) => progress.get(task) ?? [])
  return { note: step?.note ?? '', fraction: fractionOf(step) }
}

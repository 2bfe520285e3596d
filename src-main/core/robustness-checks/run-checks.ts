import type { CheckOutcome } from '../../contract/robustness-checks.ts'
import { findMethod } from '../catalog.ts'
import type { Reach } from '../evaluation/reach.ts'
import { isInterruption } from '../training/runtime.ts'
import { examine, notRun, type Finding } from './check.ts'
import { robustnessChecks } from './index.ts'
import type { Sample } from './sample.ts'

interface Run {
  readonly reach: Reach
  readonly sample: Sample
  tell(title: string, index: number): void
}

/** Examines an evaluation under an attack; tells of each check before it begins. */
export async function runChecks({ reach, sample, tell }: Run): Promise<CheckOutcome[]> {
  const { method, values } = findMethod('attacks', sample.attack)
  const bounds = method.bounds(values)
  const outcomes: CheckOutcome[] = []
  for (const [index, check] of robustnessChecks.entries()) {
    tell(check.title, index)
    outcomes.push({ id: check.id, ...(await orNotRun(() => examine(check, { bounds, reach, sample }))) })
  }
  return outcomes
}

/** What was evaluated is not lost by a check that fails; an interruption is none. */
async function orNotRun(find: () => Promise<Finding>): Promise<Finding> {
  try {
    return await find()
  } catch (error) {
    if (isInterruption(error)) throw error
    return notRun(`It could not be run: ${error instanceof Error ? error.message : String(error)}`)
  }
}

import type { EngineStatus } from '../contract/system.ts'
import type { HostContext } from './context.ts'
import { settleJob, type Ending } from './settle-job.ts'

/**
 * What a lane that died left behind: its trainings become `interrupted` and offer Resume; evaluations go back to the
 * queue, which goes on by itself, behind the batches that were told of.
 */
export function recoverInterrupted(
  context: HostContext,
  lane: EngineStatus['lane'],
  ending: Ending = { kind: 'interrupted' },
): void {
  context.journal((announce) => {
    for (const job of context.store.jobs.running(lane)) settleJob(context, announce, job, ending)
  })
}

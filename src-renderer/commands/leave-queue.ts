import type { Client, Evaluation, QueuedJob } from '../../src-main/contract/index.ts'
import type { Change } from './undo.ts'

type QueueClient = {
  readonly runs: Pick<Client['runs'], 'cancel' | 'resume'>
  readonly evaluations: Pick<Client['evaluations'], 'cancel' | 'launch'>
  readonly system: Pick<Client['system'], 'queue' | 'moveJob' | 'setPriority'>
}

/**
 * Takes what waits out of the queue: an evaluation, or a training with all that waits for it. Undo puts it back before
 * `next`, the job that came after it, or at the end where that is through.
 */
export function leaveQueue(
  client: QueueClient,
  { job, title, next, evaluation }: { job: QueuedJob; title: string; next: number | null; evaluation?: Evaluation },
): Change {
  return {
    title: `${title} taken out of the queue`,
    async apply() {
      if (job.evaluation === null) await client.runs.cancel({ id: job.run })
      else await client.evaluations.cancel({ id: job.evaluation })
    },
    async revert() {
      if (job.evaluation === null) await client.runs.resume({ id: job.run })
      else if (evaluation) {
        const { run, checkpoint, condition, split, n } = evaluation
        await client.evaluations.launch({
          run,
          conditions: [condition],
          split,
          checkpoint: checkpoint ?? 'last',
          images: n,
        })
      }
      const queue = await client.system.queue({})
      const again = queue.find((it) => it.state === 'queued' && it.run === job.run && it.evaluation === job.evaluation)
      if (again && again.priority !== job.priority) {
        await client.system.setPriority({ ids: [again.id], priority: job.priority })
      }
      const isThere = queue.some(({ id, state }) => id === next && state === 'queued')
      if (again && next !== null && isThere) await client.system.moveJob({ id: again.id, before: next })
    },
  }
}

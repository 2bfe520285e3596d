import { priorityLevels, type Client, type QueuedJob } from '../contract/index.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { formatQueue } from './terminal/queue-table.ts'
import { UsageError } from './usage-error.ts'

const levels: Readonly<Record<string, number>> = priorityLevels

export const queue: Register = (program, act) => {
  const group = program.command('queue').description('what runs and what waits, and in which order')
  group
    .command('list', { isDefault: true })
    .description('list it in its order')
    .action(act(async (context) => withQueue(context, ({ client }) => client.system.queue({}))))
  group
    .command('move <job>')
    .description('put a job before another one; without one at the front')
    .option('--before <job>', 'the job that it is to stand before')
    .option('--last', 'put it at the end')
    .action(
      act(async (context, job: string, { before, last }: { before?: string; last?: boolean }) =>
        withQueue(context, async ({ client, jobs }) => {
          const id = jobOf(jobs, job).id
          if (before !== undefined && last) throw new UsageError('--before and --last exclude each other.')
          const first = jobs.find(({ state }) => state === 'queued')?.id ?? id
          const place = last ? null : before === undefined ? first : jobOf(jobs, before).id
          return client.system.moveJob({ id, before: place })
        }),
      ),
    )
  group
    .command('priority <level> <job...>')
    .description('high, normal, low or a whole number for jobs, or for all that a run or an experiment has waiting')
    .action(
      act(async (context, level: string, what: string[]) =>
        withQueue(context, async ({ client, jobs }) => {
          const priority = priorityOf(level)
          const found = await Promise.all(what.map((word) => jobsOf(client, jobs, word)))
          return client.system.setPriority({ ids: [...new Set(found.flat())], priority })
        }),
      ),
    )
}

async function withQueue(
  context: CommandContext,
  work: (given: { client: Client; jobs: readonly QueuedJob[] }) => Promise<QueuedJob[]>,
): Promise<void> {
  return withClient(context, { startsQueue: false }, async ({ client }) => {
    const jobs = await work({ client, jobs: await client.system.queue({}) })
    const names = new Map((await client.runs.list({})).map(({ id, name }) => [id, name]))
    const evaluations = await client.evaluations.list({ runs: [...new Set(jobs.map(({ run }) => run))] })
    const catalog = await client.system.catalog({})
    context.output.document(jobs)
    context.output.print(formatQueue(jobs, { names, evaluations, catalog, colors: context.output.colors }))
  })
}

function jobOf(jobs: readonly QueuedJob[], word: string): QueuedJob {
  const job = jobs.find(({ id }) => String(id) === word)
  if (job) return job
  throw new UsageError(`There is no job "${word}" in the queue.`, { hint: '"adversarium queue" lists them by number.' })
}

/** The waiting jobs that a word means: one by its number, those of a run, or of an experiment by its id or name. */
async function jobsOf(client: Client, jobs: readonly QueuedJob[], word: string): Promise<number[]> {
  const waiting = jobs.filter(({ state }) => state === 'queued')
  const job = waiting.find(({ id }) => String(id) === word)
  if (job) return [job.id]
  const experiment = (await client.experiments.list({})).find(({ id, name }) => id === word || name === word)
  const runs = experiment?.runs ?? [findRun(await client.runs.list({}), word).id]
  const ids = waiting.filter(({ run }) => runs.includes(run)).map(({ id }) => id)
  if (ids.length > 0) return ids
  throw new UsageError(`Nothing of "${word}" waits in the queue.`, { hint: '"adversarium queue" lists what does.' })
}

function priorityOf(level: string): number {
  const priority = levels[level] ?? (/^[+-]?\d{1,3}$/.test(level) ? Number(level) : Number.NaN)
  if (priority >= -100 && priority <= 100) return priority
  throw new UsageError(`A priority is high, normal, low or a whole number from -100 to 100: got "${level}".`)
}

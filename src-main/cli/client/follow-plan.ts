import type { PlanProgress, PlanWork } from '../../contract/index.ts'
import type { CommandContext } from '../command.ts'
import { formatCount, formatDuration } from '../terminal/format.ts'
import type { Connection } from './connect.ts'
import { followRuns } from './follow-runs.ts'

const tellEveryMs = 15_000

/**
 * Starts what is missing of a plan, and shows it to its end: every evaluation, and how far all of them are. Ctrl-C ends
 * what is left of it; the same command goes on. `evaluations`: all of the plan, in its order.
 */
export async function followPlan(
  connection: Connection,
  context: Pick<CommandContext, 'output' | 'interrupts'>,
  work: PlanWork,
): Promise<{ readonly code: number; readonly evaluations: readonly string[] }> {
  const { client } = connection
  const { output } = context
  const tell = (message: string): void => {
    output.line({ type: 'note', message })
    output.print(message)
  }
  let evaluations: readonly string[] = []
  const told = new Set<string>()
  const tellOnce = (error: unknown): void => {
    const message = `How far the plan is cannot be told: ${(error as Error).message}`
    if (!told.has(message)) tell(message)
    told.add(message)
  }
  const timer = setInterval(() => {
    client.plans.progress(work).then((progress) => tell(inWords(progress)), tellOnce)
  }, tellEveryMs)
  try {
    const { code } = await followRuns(
      connection,
      context,
      async () => {
        const progress = await client.plans.start(work)
        for (const reason of progress.leftOut) tell(`Left out: ${reason}`)
        tell(inWords(progress))
        evaluations = progress.evaluations.map(({ id }) => id)
        return { runs: work.subjects.map(({ run }) => run), evaluations }
      },
      async (now) => void (await client.plans.cancel({ ...work, now })),
    )
    return { code, evaluations }
  } finally {
    clearInterval(timer)
  }
}

function inWords({ total, done, failed, secondsLeft }: PlanProgress): string {
  const left = secondsLeft === null ? '' : `, about ${formatDuration(secondsLeft)} left`
  const broken = failed === 0 ? '' : `, ${formatCount(failed)} failed`
  return `${formatCount(done)} of ${formatCount(total)} evaluations are done${broken}${left}.`
}

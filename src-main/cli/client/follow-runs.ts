import { exitCodes } from '../../contract/cli.ts'
import type { Run } from '../../contract/runs.ts'
import type { Output } from '../terminal/output.ts'
import type { Connection } from './connect.ts'
import { follow, type Outcome, type Subject } from './follow.ts'
import { watchInterrupts } from './interrupts.ts'
import { createReporter } from './reporter.ts'

/**
 * Starts runs or evaluations and shows them to their end; resolves to what came of them and the exit code. Ctrl-C once
 * cancels the runs: the step is finished, a checkpoint written; twice ends the engine at once.
 */
export async function followRuns(
  connection: Connection,
  output: Output,
  start: () => Promise<Subject>,
): Promise<Outcome & { readonly code: number }> {
  const reporter = createReporter(output)
  const interrupts = watchInterrupts()
  let ids: readonly string[] = []
  const release = interrupts.handle((count) => {
    const now = count > 1
    const message = now ? 'Stopping now …' : 'Stopping after this step … (Ctrl-C again stops now)'
    reporter.report({ type: 'note', message })
    for (const id of ids) connection.client.runs.cancel({ id, now }).catch(() => undefined)
  })
  try {
    const outcome = await follow(connection, reporter.report, async () => {
      const subject = await start()
      ids = subject.runs
      return subject
    })
    reporter.stop()
    for (const run of outcome.runs) if (run.isResumable && run.state !== 'done') tellResume(output, run)
    return { ...outcome, code: exitCodeOf(outcome) }
  } finally {
    reporter.stop()
    release()
    interrupts.dispose()
  }
}

function tellResume(output: Output, { id, name }: Run): void {
  output.print(`${name} goes on with: adversarium resume ${id}`)
}

function exitCodeOf({ runs, evaluations }: Outcome): number {
  if ([...runs, ...evaluations].some(({ state }) => state === 'cancelled')) return exitCodes.cancelled
  const isDone = runs.every(({ state }) => state === 'done') && evaluations.every(({ state }) => state === 'done')
  return isDone ? exitCodes.done : exitCodes.failed
}

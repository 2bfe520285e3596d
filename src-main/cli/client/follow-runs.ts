import { exitCodes } from '../../contract/cli.ts'
import type { CommandContext } from '../command.ts'
import type { Connection } from './connect.ts'
import { follow, isLive, type Outcome, type Subject } from './follow.ts'
import { createReporter } from './reporter.ts'

/**
 * Starts runs or evaluations and shows them to their end; resolves to what came of them and the exit code. Ctrl-C once
 * cancels them: a training's step is finished and a checkpoint written; twice ends the engine at once; a third time leaves.
 * `end`: how they are cancelled where it is not by their runs; now: with the engine.
 */
export async function followRuns(
  connection: Connection,
  { output, interrupts }: Pick<CommandContext, 'output' | 'interrupts'>,
  start: () => Promise<Subject>,
  end?: (now: boolean) => Promise<void>,
): Promise<Outcome & { readonly code: number }> {
  const { client } = connection
  const reporter = createReporter(output, await client.system.catalog({}))
  let subject: Subject | null = null
  let interruptions = 0

  const cancelAll = async ({ runs, evaluations }: Subject): Promise<void> => {
    for (const id of runs) {
      // Who waits for an evaluation leaves a training that still goes on alone.
      if (evaluations !== null && isLive(await client.runs.get({ id }))) interrupts.stop()
      else await client.runs.cancel({ id, now: interruptions > 1 })
    }
  }
  const cancel = (): void => {
    if (subject) (end?.(interruptions > 1) ?? cancelAll(subject)).catch((error: unknown) => output.fail(error))
  }
  const release = interrupts.handle((count) => {
    interruptions = count
    if (count > 2) return interrupts.stop()
    const isEvaluating = end !== undefined || (subject?.evaluations ?? null) !== null
    const soft = isEvaluating
      ? 'Ending after these images; what was seen is kept'
      : 'Finishing this step and writing a checkpoint'
    const message = count === 1 ? `${soft} … Ctrl-C again stops at once.` : 'Stopping at once …'
    reporter.report({ type: 'note', message })
    cancel()
  })
  try {
    const outcome = await follow(connection, reporter.report, async () => {
      subject = await start()
      if (interruptions > 0) cancel()
      return subject
    })
    reporter.stop()
    const ruled = await endedByRule(client, outcome.runs)
    for (const { id, name, isResumable } of outcome.runs) {
      if (isResumable && !ruled.has(id)) output.print(`${name} can go on: adversarium resume ${id}`)
    }
    return { ...outcome, code: interruptions > 0 ? exitCodes.cancelled : exitCodeOf(outcome, subject, ruled) }
  } finally {
    reporter.stop()
    release()
  }
}

/** Runs that a rule of their experiment ended or let not begin: as it was wanted. */
async function endedByRule(client: Connection['client'], runs: Outcome['runs']): Promise<ReadonlySet<string>> {
  const ended: string[] = []
  for (const { id, state } of runs) {
    if (state !== 'cancelled') continue
    const events = await client.runs.events({ id })
    if (events.some(({ kind }) => kind === 'stop-rule')) ended.push(id)
  }
  return new Set(ended)
}

function exitCodeOf({ runs, evaluations }: Outcome, subject: Subject | null, ruled: ReadonlySet<string>): number {
  const areRunsWanted = subject?.evaluations === null
  const wanted = areRunsWanted ? runs.filter(({ id }) => !ruled.has(id)) : []
  const states = [...wanted, ...evaluations.filter(({ run }) => !ruled.has(run))].map(({ state }) => state)
  if (states.every((state) => state === 'done')) return exitCodes.done
  const isFailure = (state: string): boolean => ['failed', 'crashed', 'interrupted'].includes(state)
  return states.some(isFailure) ? exitCodes.failed : exitCodes.cancelled
}

import type { Client, ExperimentConfigInput, Run } from '../../src-main/contract/index.ts'
import type { Ledger } from './ledger.ts'

const quietTimeoutMs = 240_000
const isUnderWay = ({ state }: Pick<Run, 'state'>): boolean => ['queued', 'preparing', 'running'].includes(state)

/** The newest run of each name. */
export async function newestRuns(client: Client): Promise<Map<string, Run>> {
  const runs = await client.runs.list({})
  return new Map(runs.toReversed().map((run) => [run.name, run]))
}

/**
 * Does what a person would who wants these runs done: launches them; of those that ended early, resumes what can be
 * resumed and launches the others again.
 */
export async function pursue(client: Client, experiment: ExperimentConfigInput): Promise<void> {
  const known = await newestRuns(client)
  const missing: typeof experiment.runs = []
  for (const wanted of experiment.runs) {
    const run = known.get(String(wanted['name']))
    if (!run || (run.state !== 'done' && !isUnderWay(run) && !run.isResumable)) missing.push(wanted)
    else if (run.isResumable) await client.runs.resume({ id: run.id })
  }
  if (missing.length > 0) await client.experiments.launch({ ...experiment, runs: missing })
  await retryEvaluations(client)
}

/** An evaluation that an engine took with it says so and waits for nobody: it is launched again. */
export async function retryEvaluations(client: Client): Promise<void> {
  const done = new Set((await client.runs.list({})).filter(({ state }) => state === 'done').map(({ id }) => id))
  for (const { run, state, condition, split } of await client.evaluations.list({})) {
    const isOver = state === 'failed' || state === 'cancelled'
    if (isOver && done.has(run)) await client.evaluations.launch({ run, split, conditions: [condition] })
  }
}

/** Resolves when nothing is under way and nothing will begin by itself. Throws where that does not come. */
export async function untilQuiet(client: Client, ledger: Ledger): Promise<void> {
  const until = Date.now() + quietTimeoutMs
  for (;;) {
    const left = await listUnderWay(client)
    if (left.length === 0) return
    if (Date.now() > until) throw new Error(`Nothing goes on, and nothing says why: ${left.join(', ')}.`)
    await ledger.next(300)
  }
}

/** An evaluation of a run that ended early waits for its resume. */
async function listUnderWay(client: Client): Promise<string[]> {
  const [runs, evaluations] = await Promise.all([client.runs.list({}), client.evaluations.list({})])
  const done = new Set(runs.filter(({ state }) => state === 'done').map(({ id }) => id))
  return [
    ...runs.filter(isUnderWay).map(({ name, state }) => `${name} is ${state}`),
    ...evaluations
      .filter(({ state, run }) => state === 'running' || (state === 'queued' && done.has(run)))
      .map(({ id, state }) => `evaluation ${id} is ${state}`),
  ]
}

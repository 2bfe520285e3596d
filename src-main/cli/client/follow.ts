import { fault } from '../../contract/faults/index.ts'
import type { CliLine } from '../../contract/cli.ts'
import type { Client, Evaluation, Run } from '../../contract/index.ts'
import { isActive } from '../../contract/runs.ts'
import { AppError } from '../../contract/wire.ts'
import type { Connection } from './connect.ts'

/** What to wait for: whole runs with their evaluations, or evaluations alone. */
export interface Subject {
  readonly runs: readonly string[]
  /** Ids of evaluations; null: all of the runs. */
  readonly evaluations: readonly string[] | null
}

export interface Outcome {
  readonly runs: readonly Run[]
  readonly evaluations: readonly Evaluation[]
}

/**
 * Starts something and follows it to its end, telling every change. Subscribes before it starts, so that nothing is
 * missed; then reads the state as it is, so that nothing is waited for that has already happened.
 */
export async function follow(
  { client, closed }: Pick<Connection, 'client' | 'closed'>,
  report: (line: CliLine) => void,
  start: () => Promise<Subject>,
): Promise<Outcome> {
  const runs = new Map<string, Run>()
  const evaluations = new Map<string, Evaluation>()
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  const early: CliLine[] = []
  let subject: Subject | null = null
  let isRead = false

  const settle = (): void => {
    if (subject && isRead && isFinished(subject, runs, evaluations)) resolve()
  }
  const take = (line: CliLine): void => {
    if (!subject) {
      early.push(line)
      return
    }
    if (!concerns(line, subject, evaluations)) return
    if (line.type === 'run') runs.set(line.run.id, line.run)
    if (line.type === 'evaluation') evaluations.set(line.evaluation.id, line.evaluation)
    report(line)
    settle()
    if (line.type === 'run' && line.run.state === 'done') void forgetRemoved(subject).catch(reject)
  }
  /** A waiting evaluation is removed without a word when its run ends and the same one is there already. */
  const forgetRemoved = async (of: Subject): Promise<void> => {
    const kept = new Set((await read(client, of)).evaluations.map(({ id }) => id))
    for (const id of evaluations.keys()) if (!kept.has(id)) evaluations.delete(id)
    settle()
  }
  const subscriptions = [
    client.runs.on('changed', (run) => take({ type: 'run', run })),
    client.runs.on('points', ({ run, points }) => take({ type: 'points', run, points })),
    client.runs.on('happened', (event) => take({ type: 'event', event })),
    client.evaluations.on('changed', (evaluation) => take({ type: 'evaluation', evaluation })),
    client.system.on('progress', (progress) => take({ type: 'progress', progress })),
    client.system.on('engineChanged', ({ state, note }) => {
      if (state === 'paused') reject(AppError.from({ code: 'engine-crashed', message: note ?? 'The queue is paused.' }))
    }),
  ]
  void closed.then(() => reject(fault('host-gone', {})))
  ended.catch(() => undefined)

  try {
    subject = await start()
    for (const line of early) take(line)
    // Every change is announced, and before any answer that shows it: what was announced is not older than what is read.
    const now = await read(client, subject)
    for (const run of now.runs) if (!runs.has(run.id)) take({ type: 'run', run })
    for (const evaluation of now.evaluations) {
      if (!evaluations.has(evaluation.id)) take({ type: 'evaluation', evaluation })
    }
    isRead = true
    settle()
    await ended
    return await read(client, subject)
  } finally {
    for (const end of subscriptions) end()
  }
}

async function read(client: Client, subject: Subject): Promise<Outcome> {
  const runs = await Promise.all(subject.runs.map((id) => client.runs.get({ id })))
  const all = await client.evaluations.list({ runs: [...subject.runs] })
  const { evaluations: ids } = subject
  return { runs, evaluations: ids === null ? all : all.filter(({ id }) => ids.includes(id)) }
}

function concerns(
  line: CliLine,
  { runs, evaluations: wanted }: Subject,
  known: ReadonlyMap<string, Evaluation>,
): boolean {
  switch (line.type) {
    case 'run':
      return runs.includes(line.run.id)
    case 'points':
      return wanted === null && runs.includes(line.run)
    case 'event':
      return runs.includes(line.event.run)
    case 'evaluation':
      return wanted === null ? runs.includes(line.evaluation.run) : wanted.includes(line.evaluation.id)
    case 'progress': {
      const { subject } = line.progress
      return runs.includes(subject) || (wanted === null ? known.has(subject) : wanted.includes(subject))
    }
    default:
      return false
  }
}

function isFinished(
  { runs: ids, evaluations: wanted }: Subject,
  runs: ReadonlyMap<string, Run>,
  evaluations: ReadonlyMap<string, Evaluation>,
): boolean {
  if (wanted === null && ids.some((id) => isLive(runs.get(id)))) return false
  const relevant = wanted === null ? [...evaluations.values()] : wanted.map((id) => evaluations.get(id))
  return relevant.every((evaluation) => evaluation !== undefined && isOver(evaluation, runs.get(evaluation.run)))
}

/** Whether a run has work before it; one that is not known yet may. */
export const isLive = (run: Run | undefined): boolean => run === undefined || isActive(run.state)

/** An evaluation that waits for a run which ended early starts only when the run is resumed. */
function isOver({ state, checkpoint }: Evaluation, run: Run | undefined): boolean {
  if (state === 'done' || state === 'failed' || state === 'cancelled') return true
  return state === 'queued' && checkpoint === null && !isLive(run) && run?.state !== 'done'
}

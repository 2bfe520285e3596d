import type { CliLine } from '../../contract/cli.ts'
import type { Client, Evaluation, Run } from '../../contract/index.ts'
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

const liveStates: readonly Run['state'][] = ['queued', 'preparing', 'running', 'paused']

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

  const take = (line: CliLine): void => {
    if (!subject) {
      early.push(line)
      return
    }
    if (!concerns(line, subject, evaluations)) return
    if (line.type === 'run') runs.set(line.run.id, line.run)
    if (line.type === 'evaluation') evaluations.set(line.evaluation.id, line.evaluation)
    report(line)
    if (isFinished(subject, runs, evaluations)) resolve()
  }
  const subscriptions = [
    client.runs.on('changed', (run) => take({ type: 'run', run })),
    client.runs.on('points', ({ run, points }) => take({ type: 'points', run, points })),
    client.runs.on('happened', (event) => take({ type: 'event', event })),
    client.evaluations.on('changed', (evaluation) => take({ type: 'evaluation', evaluation })),
    client.system.on('progress', (progress) => take({ type: 'progress', progress })),
    client.system.on('engineChanged', ({ state, note }) => {
      if (state === 'paused') reject(new AppError('engine-crashed', note ?? 'The queue is paused.'))
    }),
  ]
  void closed.then(() =>
    reject(
      new AppError('internal', 'The host ended while the command followed it.', {
        hint: 'Nothing recorded is lost. "adversarium runs" shows what can be resumed.',
      }),
    ),
  )
  ended.catch(() => undefined)

  try {
    const started = await start()
    for (const run of await readRuns(client, started.runs)) runs.set(run.id, run)
    for (const evaluation of await client.evaluations.list({ runs: [...started.runs] })) {
      evaluations.set(evaluation.id, evaluation)
    }
    subject = started
    for (const run of runs.values()) report({ type: 'run', run })
    for (const line of early) if (isNews(line, runs)) take(line)
    if (isFinished(subject, runs, evaluations)) resolve()
    await ended
    return await read(client, subject)
  } finally {
    for (const end of subscriptions) end()
  }
}

/** What was announced before the state was read is older than it, but points and events are told once only. */
function isNews(line: CliLine, runs: ReadonlyMap<string, Run>): boolean {
  return line.type === 'points' || (line.type === 'event' && runs.has(line.event.run))
}

async function read(client: Client, subject: Subject): Promise<Outcome> {
  const runs = await readRuns(client, subject.runs)
  const all = await client.evaluations.list({ runs: [...subject.runs] })
  const { evaluations: ids } = subject
  return { runs, evaluations: ids === null ? all : all.filter(({ id }) => ids.includes(id)) }
}

const readRuns = (client: Client, ids: readonly string[]): Promise<Run[]> =>
  Promise.all(ids.map((id) => client.runs.get({ id })))

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

const isLive = (run: Run | undefined): boolean => run === undefined || liveStates.includes(run.state)

/** An evaluation that waits for a run which ended early starts only when the run is resumed. */
function isOver({ state, checkpoint }: Evaluation, run: Run | undefined): boolean {
  if (state === 'done' || state === 'failed' || state === 'cancelled') return true
  return state === 'queued' && checkpoint === null && !isLive(run) && run?.state !== 'done'
}

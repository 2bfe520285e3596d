import { CliLine } from '../../src-main/contract/cli.ts'
import { parseJson } from '../../src-main/contract/parse-json.ts'
import type {
  Client,
  Dataset,
  Evaluation,
  MetricPoint,
  QueuedJob,
  Run,
  RunEvent,
  Weights,
} from '../../src-main/contract/index.ts'

/** All that programs have told their clients in a round: what must be there ever after. */
export interface Ledger {
  /** Announcements so far. */
  readonly count: number
  /** By run, then `name step`: the value that was told last. */
  readonly points: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly events: readonly RunEvent[]
  readonly doneRuns: ReadonlySet<string>
  readonly doneEvaluations: ReadonlyMap<string, Evaluation>
  readonly datasets: ReadonlySet<string>
  readonly weights: ReadonlySet<string>
  /** Exports that were answered to be written. */
  readonly exports: Set<string>
  /** The trainings that wait, in the order that was told last. */
  readonly waiting: readonly number[]
  /** Points that were told twice with other values, times aside. */
  readonly contradictions: readonly string[]
  /** Hears everything from here on. */
  follow(client: Client): void
  /** Hears a line that a command printed under `--json`. */
  hear(line: string): void
  /** Resolves with the next announcement, or after a while. */
  next(timeoutMs: number): Promise<void>
}

/** Metrics that measure the machine: a resumed run measures them anew. */
export const timings: ReadonlySet<string> = new Set(['images-per-second', 'data-wait-share'])

export function createLedger(): Ledger {
  const points = new Map<string, Map<string, number>>()
  const events: RunEvent[] = []
  const doneRuns = new Set<string>()
  const doneEvaluations = new Map<string, Evaluation>()
  const datasets = new Set<string>()
  const weights = new Set<string>()
  const contradictions: string[] = []
  let waiting: number[] = []
  let count = 0
  let wake: () => void = () => undefined
  let awaited = new Promise<void>((resolve) => (wake = resolve))

  const told = <T>(note: (payload: T) => void) => {
    return (payload: T): void => {
      note(payload)
      count++
      wake()
      awaited = new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const notePoints = told(({ run, points: batch }: { run: string; points: readonly MetricPoint[] }) => {
    const own = points.get(run) ?? new Map<string, number>()
    points.set(run, own)
    for (const { name, step, value } of batch) {
      const key = `${name} ${step}`
      const before = own.get(key)
      if (before !== undefined && before !== value && !timings.has(name)) {
        contradictions.push(`${run}: ${key} was ${before}, then ${value}`)
      }
      own.set(key, value)
    }
  })
  const noteRun = told(({ id, state }: Run) => void (state === 'done' && doneRuns.add(id)))
  const noteEvent = told((event: RunEvent) => void events.push(event))
  const noteEvaluation = told(
    (evaluation: Evaluation) => void (evaluation.state === 'done' && doneEvaluations.set(evaluation.id, evaluation)),
  )
  const noteQueue = told((jobs: readonly QueuedJob[]) => {
    waiting = jobs.filter(({ kind, state }) => kind === 'train' && state === 'queued').map(({ id }) => id)
  })

  return {
    ...{ points, events, doneRuns, doneEvaluations, datasets, weights, contradictions, exports: new Set() },
    get count() {
      return count
    },
    get waiting() {
      return waiting
    },
    follow(client) {
      client.runs.on('points', notePoints)
      client.runs.on('changed', noteRun)
      client.runs.on('happened', noteEvent)
      client.evaluations.on('changed', noteEvaluation)
      client.system.on('queueChanged', noteQueue)
      client.datasets.on(
        'changed',
        told(({ id }: Dataset) => void datasets.add(id)),
      )
      client.datasets.on(
        'progress',
        told(() => undefined),
      )
      client.weights.on(
        'changed',
        told(({ id }: Weights) => void weights.add(id)),
      )
      client.weights.on(
        'progress',
        told(() => undefined),
      )
      client.system.on(
        'progress',
        told(() => undefined),
      )
    },
    hear(text) {
      const line = CliLine.safeParse(parseJson(text)).data
      if (line?.type === 'points') notePoints(line)
      else if (line?.type === 'run') noteRun(line.run)
      else if (line?.type === 'event') noteEvent(line.event)
      else if (line?.type === 'evaluation') noteEvaluation(line.evaluation)
    },
    async next(timeoutMs) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)))
      await Promise.race([awaited, late])
      clearTimeout(timer)
    },
  }
}

import type { Emit, RunEvent } from '../contract/index.ts'
import type { JobEvent } from '../engine/protocol.ts'
import type { StoredJob } from '../store/jobs.ts'
import type { HostContext } from './context.ts'
import { removeFiles } from './kept-files.ts'
import { describeRun, relativePath } from './services/describe.ts'
import { announceRunState, findRun } from './services/runs.ts'

const summaryIntervalMs = 1000

/** What a run tells again where it trains again what a crash took with it. */
const retold = [
  ...['rate-drop', 'unfreezing', 'early-stop', 'checkpoint'],
  ...['catastrophic-overfitting', 'robust-overfitting'],
] as const satisfies readonly RunEvent['kind'][]

/** Returns the function that stores a job's events, a batch a transaction, and then announces them. */
export function createRecorder(context: HostContext, job: StoredJob): (events: readonly JobEvent[]) => void {
  let announcedAt = Number.NEGATIVE_INFINITY
  return (events) => {
    const replaced: string[] = []
    context.journal((announce) => {
      for (const event of events) replaced.push(...recordEvent(context, announce, job, event))
      if (job.kind !== 'train') return
      const isNews = events.some(({ kind }) => kind === 'summary' || kind === 'checkpoint')
      // By a clock that never jumps: set back, the other one would keep the run's row from being announced.
      if (!isNews && performance.now() - announcedAt < summaryIntervalMs) return
      announcedAt = performance.now()
      announce('runs', 'changed', describeRun(context, findRun(context, job.run)))
    })
    removeFiles(context, replaced)
  }
}

/** Returns the paths of the files that it leaves without a row. */
function recordEvent(context: HostContext, announce: Emit, job: StoredJob, event: JobEvent): readonly string[] {
  const { store } = context
  const { run, evaluation } = job
  switch (event.kind) {
    case 'points':
      store.metrics.put(run, event.points)
      store.metricSummaries.put(run, event.points)
      announce('runs', 'points', { run, points: event.points })
      return []
    case 'progress': {
      const { done, total, rate, note, epoch } = event
      if (job.kind === 'train') store.runs.setProgress(run, Math.round(done), epoch)
      const subject = evaluation === null ? run : String(evaluation)
      announce('system', 'progress', { subject, kind: job.kind, done, total, rate, note })
      return []
    }
    case 'checkpoint': {
      const path = relativePath(context, event.file.path)
      const { replaced } = store.checkpoints.record({ ...event.file, path, run, createdAt: context.now() })
      store.runs.setProgress(run, event.file.step, event.file.epoch)
      return replaced
    }
    case 'happened': {
      const { kind: _, what, ...told } = event
      const happened = { run, kind: what, ...told, at: context.now() }
      // What a crash took with it is trained again, and may come out otherwise.
      if (what === 'started' || what === 'resume') store.events.forgetAfter(run, retold, event.step)
      // A measurement that was given up may be made up for twice.
      if (retold.some((kind) => kind === what) && store.events.has(run, what, event.step)) return []
      store.events.insert(happened)
      announce('runs', 'happened', happened)
      return []
    }
    case 'summary':
      store.runs.setSummary(run, event.parameters, event.stepsTotal)
      announceRunState(context, announce, run, 'running', null)
      return []
    case 'predictions':
      if (evaluation === null) return []
      store.predictions.put(evaluation, event.rows)
      store.evaluatedParts.put(evaluation, event.part, context.now())
      return []
    case 'checks':
      if (evaluation !== null) store.evaluations.putChecks(evaluation, event.checks)
      return []
    case 'calibration':
      if (evaluation !== null) store.calibrations.put(evaluation, event.calibration)
      return []
  }
}

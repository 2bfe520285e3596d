import { AppError, type EngineStatus } from '../contract/index.ts'
import type { Engine, EngineOptions } from '../engine/client.ts'
import type { StoredJob } from '../store/jobs.ts'
import { asDatabaseError } from '../store/open.ts'
import { buildJob } from './build-job.ts'
import type { HostContext, Queue } from './context.ts'
import { createCrashGuard } from './crash-guard.ts'
import { createRecorder } from './record-events.ts'
import { recoverInterrupted } from './recover.ts'
import { describeEvaluation } from './services/describe.ts'
import { findEvaluation } from './services/evaluations.ts'
import { announceRunState } from './services/runs.ts'
import { settleJob, type Ending } from './settle-job.ts'

const pausedNote =
  'The queue is paused: engines crashed three times within ten minutes. Launch or resume a run to go on; "adversarium doctor" shows what the engine runs on.'
const stopGraceMs = 20_000

export interface QueueOptions {
  readonly lane: EngineStatus['lane']
  createEngine(options: Pick<EngineOptions, 'lane' | 'onStatus' | 'onLine'>): Engine
}

interface Current {
  readonly job: StoredJob
  /** Why it was asked to end. */
  stopping: 'cancelled' | 'paused' | 'interrupted' | null
  isKilled: boolean
  /** What went wrong in the host while it recorded the job. */
  failure: AppError | null
}

export function createQueue(context: HostContext, { lane, createEngine }: QueueOptions): Queue {
  const { store, journal, log } = context
  const guard = createCrashGuard(context.now)
  const asAppError = (error: unknown): AppError => toAppError(error, store.path)
  let current: Current | null = null
  let working: Promise<void> | null = null
  let pause: string | null = null
  let isStopping = false

  const engine = createEngine({
    lane,
    onStatus: () => context.emit('system', 'engineChanged', statusNow()),
    onLine: (line) => log.write('debug', line, { source: `${lane} engine`, run: current?.job.run }),
  })
  const statusNow = (): EngineStatus =>
    pause === null ? engine.status : { ...engine.status, state: 'paused', note: pause }
  const setPause = (note: string | null): void => {
    pause = note
    context.emit('system', 'engineChanged', statusNow())
  }

  const findNext = (): StoredJob | undefined => (isStopping || pause !== null ? undefined : store.jobs.next(lane))

  const work = async (): Promise<void> => {
    for (let job = findNext(); job; job = findNext()) await runJob(job)
  }

  const runJob = async (job: StoredJob): Promise<void> => {
    const mine: Current = { job, stopping: null, isKilled: false, failure: null }
    current = mine
    begin(context, job)
    log.write('info', `Job ${job.id} (${job.kind}) begins.`, { run: job.run })
    const ending = await follow(mine)
    current = null
    if (ending.kind === 'crashed' || ending.kind === 'failed') {
      log.write('warning', `Job ${job.id} (${job.kind}) ${ending.kind}.`, {
        run: job.run,
        reason: ending.error.message,
      })
    } else {
      const how = ending.kind === 'result' ? ending.result.outcome : ending.kind
      log.write('info', `Job ${job.id} (${job.kind}) ended: ${how}.`, { run: job.run })
    }
    const isTooMuch = ending.kind === 'crashed' && guard.crashed()
    journal((announce) => {
      settleJob(context, announce, job, ending)
      if (!isTooMuch) return
      const event = { run: job.run, step: 0, kind: 'warning', message: pausedNote, at: context.now() } as const
      store.events.insert(event)
      announce('runs', 'happened', event)
    })
    if (isTooMuch) setPause(pausedNote)
  }

  /** Runs the job to its end, whatever that is. */
  const follow = async (mine: Current): Promise<Ending> => {
    const record = createRecorder(context, mine.job)
    try {
      const result = await engine.run(buildJob(context, mine.job), (events) => {
        if (mine.failure) return
        try {
          record(events)
        } catch (error) {
          // What cannot be recorded must not go on in silence.
          mine.failure = asAppError(error)
          log.write('error', 'A batch of events could not be recorded.', { job: mine.job.id, error })
          engine.kill()
        }
      })
      if (mine.failure) return { kind: 'failed', error: mine.failure }
      const { stopping } = mine
      const isHeld = stopping === 'paused' || stopping === 'interrupted'
      return isHeld && result.outcome === 'cancelled' ? { kind: stopping } : { kind: 'result', result }
    } catch (error) {
      if (mine.failure) return { kind: 'failed', error: mine.failure }
      const reason = asAppError(error)
      if (mine.isKilled && mine.stopping) return { kind: mine.stopping }
      if (reason.code === 'cancelled') return { kind: mine.stopping ?? 'cancelled' }
      if (!(error instanceof AppError)) log.write('error', 'A job could not be run.', { job: mine.job.id, error })
      return { kind: reason.code === 'engine-crashed' ? 'crashed' : 'failed', error: reason }
    }
  }

  const kill = (mine: Current): void => {
    mine.isKilled = true
    engine.kill()
  }

  const wake: Queue['wake'] = ({ unpause = false } = {}) => {
    if (unpause && pause !== null && current === null) {
      recoverInterrupted(context, lane)
      guard.reset()
      setPause(null)
    }
    working ??= work()
      .catch((error: unknown) => {
        current = null
        log.write('error', 'The queue stopped.', { error })
        setPause(`The queue stopped: ${asAppError(error).message} Launch or resume a run to go on.`)
      })
      .finally(() => {
        working = null
        // A job may have come between the last look and now.
        if (findNext()) wake()
      })
  }

  return {
    get status() {
      return statusNow()
    },
    get busyWith() {
      return current === null ? undefined : engine.pid
    },
    wake,
    cancel(run, { now }) {
      if (current?.job.run !== run) return
      current.stopping = 'cancelled'
      // One that gives no sign of life hears no request.
      if (now || typeof engine.status.silentSince === 'number') kill(current)
      else engine.cancel(String(current.job.id))
    },
    pause(run) {
      if (current?.job.run !== run || current.job.kind !== 'train' || current.stopping !== null) return false
      current.stopping = 'paused'
      engine.cancel(String(current.job.id))
      return true
    },
    async stop() {
      isStopping = true
      if (current) {
        current.stopping ??= 'interrupted'
        if (current.job.kind === 'train') engine.cancel(String(current.job.id))
        else kill(current)
      }
      const timer = setTimeout(() => current && kill(current), stopGraceMs)
      await working
      clearTimeout(timer)
      await engine.shutdown()
    },
  }
}

function begin(context: HostContext, job: StoredJob): void {
  const { store } = context
  context.journal((announce) => {
    store.jobs.setState(job.id, 'running', null, context.now())
    if (job.evaluation === null) {
      announceRunState(context, announce, job.run, 'preparing', null)
      return
    }
    store.predictions.clear(job.evaluation)
    store.evaluations.setState(job.evaluation, 'running', null)
    announce('evaluations', 'changed', describeEvaluation(findEvaluation(context, String(job.evaluation))))
  })
}

function toAppError(error: unknown, path: string): AppError {
  const known = asDatabaseError(error, path)
  if (known instanceof AppError) return known
  return new AppError('internal', `Something unexpected went wrong: ${(error as Error).message}.`, {
    hint: 'This is a bug; the log holds its trace.',
    cause: error,
  })
}

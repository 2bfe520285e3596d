import { fault, FaultError, tellFault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { AppError, withHint, type EngineStatus } from '../contract/index.ts'
import type { Engine, EngineOptions } from '../engine/client.ts'
import type { JobEvent, JobResult } from '../engine/protocol.ts'
import type { StoredJob } from '../store/jobs.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import { buildJob } from './build-job.ts'
import { forgetEvaluated } from './forget-evaluated.ts'
import type { HostContext, Queue } from './context.ts'
import { createCrashGuard } from './crash-guard.ts'
import { removeMaps } from './kept-files.ts'
import { createRecorder } from './record-events.ts'
import { recoverInterrupted } from './recover.ts'
import { describeEvaluation } from './services/describe.ts'
import { findEvaluation } from './services/evaluations.ts'
import { ensureImages } from './services/ensure-images.ts'
import { announceRunState, findRun } from './services/runs.ts'
import { settleJob, type Ending } from './settle-job.ts'
import { watchStopRules, withdrawAfter } from './stop-rules.ts'

const pausedNote = withHint(tellFault('queue-paused-crashes', {}))
const stopGraceMs = 20_000

export interface QueueOptions {
  readonly lane: EngineStatus['lane']
  createEngine(options: Pick<EngineOptions, 'lane' | 'onStatus' | 'onLine'>): Engine
  /** How often to try anew to record what the disk did not take; default 5 s. */
  readonly recordAgainMs?: number
}

interface Current {
  readonly job: StoredJob
  /** Why it was asked to end. */
  stopping: 'cancelled' | 'paused' | 'interrupted' | null
  /** Why a rule of its experiment ends it, where nobody else did. */
  ruled: string | null
  isKilled: boolean
  /** Ends what the host itself does for the job. */
  readonly stop: AbortController
  /** What went wrong in the host while it recorded the job. */
  failure: AppError | null
}

export function createQueue(context: HostContext, { lane, createEngine, recordAgainMs = 5000 }: QueueOptions): Queue {
  const { store, journal, log } = context
  const guard = createCrashGuard(() => performance.now())
  const asAppError = (error: unknown): AppError => toAppError(error, store.path)
  let current: Current | null = null
  let working: Promise<void> | null = null
  let pause: string | null = null
  let isStopping = false
  let recordingAgain: NodeJS.Timeout | null = null

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

  /** The disk or the database fails: every other job would fail too, so the lane waits for a person. */
  const waitForDisk = (reason: AppError): void => {
    setPause(withHint(tellFault('queue-waits-for-disk', { reason: reason.message })))
  }
  /** What could not be written down is, as soon as the disk takes it. Until then rows say that a job runs. */
  const recordLater = (error: AppError): void => {
    recordingAgain ??= setInterval(() => {
      if (current !== null) return
      try {
        recoverInterrupted(context, lane, isOfDisk(error) ? { kind: 'halted', error } : undefined)
      } catch (again) {
        log.write('debug', 'What happened to a job still cannot be recorded.', { error: again })
        return
      }
      clearInterval(recordingAgain ?? undefined)
      recordingAgain = null
    }, recordAgainMs).unref()
  }

  const findNext = (): StoredJob | undefined => (isStopping || pause !== null ? undefined : store.jobs.next(lane))

  const work = async (): Promise<void> => {
    for (let job = findNext(); job; job = findNext()) await runJob(job)
  }

  const runJob = async (job: StoredJob): Promise<void> => {
    const mine: Current = {
      job,
      stopping: null,
      ruled: null,
      isKilled: false,
      stop: new AbortController(),
      failure: null,
    }
    current = mine
    begin(context, job)
    log.write('info', `Job ${job.id} (${job.kind}) begins.`, { run: job.run })
    const ending = await follow(mine)
    current = null
    if (ending.kind === 'crashed' || ending.kind === 'failed' || ending.kind === 'halted') {
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
      withdrawAfter(context, announce, job)
      if (!isTooMuch) return
      const event = { run: job.run, step: 0, kind: 'warning', message: pausedNote, at: context.now() } as const
      store.events.insert(event)
      announce('runs', 'happened', event)
    })
    if (isTooMuch) setPause(pausedNote)
    if (ending.kind === 'halted') waitForDisk(ending.error)
  }

  /** Runs the job to its end, whatever that is. */
  const follow = async (mine: Current): Promise<Ending> => {
    const record = createRecorder(context, mine.job)
    const watch = watchStopRules(context, mine.job)
    try {
      const result = await runWithImages(mine, (events) => {
        if (mine.failure) return
        try {
          record(events)
          mine.ruled ??= watch(events)
          if (mine.ruled !== null && mine.stopping === null) engine.cancel(String(mine.job.id))
        } catch (error) {
          // What cannot be recorded must not go on in silence.
          mine.failure = asAppError(error)
          log.write('error', 'A batch of events could not be recorded.', { job: mine.job.id, error })
          engine.kill()
        }
      })
      if (mine.failure) return failed(mine.failure)
      const { stopping, ruled } = mine
      if (stopping === null && ruled !== null && result.outcome === 'cancelled') return { kind: 'ruled', reason: ruled }
      const isHeld = stopping === 'paused' || stopping === 'interrupted'
      return isHeld && result.outcome === 'cancelled' ? { kind: stopping } : { kind: 'result', result }
    } catch (error) {
      if (mine.failure) return failed(mine.failure)
      const reason = asAppError(error)
      if (mine.isKilled && mine.stopping) return { kind: mine.stopping }
      if (reason.code === 'cancelled') return { kind: mine.stopping ?? 'cancelled' }
      if (!(error instanceof AppError)) log.write('error', 'A job could not be run.', { job: mine.job.id, error })
      return reason.code === 'engine-crashed' ? { kind: 'crashed', error: reason } : failed(reason)
    }
  }

  /** Decoded images that the engine finds missing or changed are made again from the original, once. */
  const runWithImages = async (mine: Current, onEvents: (events: readonly JobEvent[]) => void): Promise<JobResult> => {
    const job = buildJob(context, mine.job)
    try {
      return await engine.run(job, onEvents)
    } catch (error) {
      const isOfInput = error instanceof AppError && error.code === 'invalid-input'
      if (!isOfInput || mine.stopping !== null) throw error
      const isMended = await ensureImages(context, findRun(context, mine.job.run), mine.stop.signal)
      if (!isMended || mine.stopping !== null) throw error
      return engine.run(job, onEvents)
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
        const reason = asAppError(error)
        if (isOfDisk(reason)) waitForDisk(reason)
        else setPause(withHint(tellFault('queue-stopped', { reason: reason.message })))
        recordLater(reason)
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
      current.stop.abort()
      // One that gives no sign of life hears no request.
      if (now || typeof engine.status.silentSince === 'number') kill(current)
      else engine.cancel(String(current.job.id))
    },
    goOn(evaluation) {
      if (current?.job.evaluation === evaluation && current.stopping === 'cancelled') current.stopping = 'interrupted'
    },
    pause(run) {
      if (current?.job.run !== run || current.job.kind !== 'train' || current.stopping !== null) return false
      current.stopping = 'paused'
      current.stop.abort()
      engine.cancel(String(current.job.id))
      return true
    },
    async stop() {
      isStopping = true
      clearInterval(recordingAgain ?? undefined)
      if (current) {
        current.stopping ??= 'interrupted'
        current.stop.abort()
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
    if (findEvaluation(context, String(job.evaluation)).begun === 0) forgetEvaluated(context, job.evaluation)
    store.evaluations.setState(job.evaluation, 'running', null)
    announce('evaluations', 'changed', describeEvaluation(findEvaluation(context, String(job.evaluation))))
  })
  if (job.evaluation !== null) removeMaps(context, job.run, job.evaluation)
}

/** Whether every other job would fail of it too. */
const isOfDisk = (error: AppError): boolean =>
  error.code === 'storage' || (error instanceof FaultError && error.fault === 'database-damaged')
const failed = (error: AppError): Ending => ({ kind: isOfDisk(error) ? 'halted' : 'failed', error })

function toAppError(error: unknown, path: string): AppError {
  const known = asFileFault(asDatabaseError(error, path))
  if (known instanceof AppError) return known
  return fault('bug-in-job', { reason: (error as Error).message }, error)
}

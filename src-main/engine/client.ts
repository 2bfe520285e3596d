import { fork, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fault } from '../contract/faults/index.ts'
import type { EngineStatus } from '../contract/system.ts'
import { AppError, cancelled } from '../contract/wire.ts'
import { crashed } from './crashed.ts'
import { FromEngine, type Job, type JobEvent, type JobResult, type ToEngine } from './protocol.ts'
import type { AnswerOf, QuestionOf, Question } from './questions.ts'
import { readRuntime, runtimeEnvironment } from './runtime/record.ts'
import { watchSilence } from './silence.ts'

const keptLines = 40

/** One engine process as the host sees it: started with its first job, and again after it died. */
export interface Engine {
  readonly status: EngineStatus
  /** Of the process; null where none runs. */
  readonly pid: number | null
  /** Rejects with the job's own error, or `engine-crashed` when the process died. One job at a time. */
  run(job: Job, onEvents: (events: readonly JobEvent[]) => void): Promise<JobResult>
  /** As `run`, for a question; it counts as the one job. */
  ask<K extends Question['kind']>(
    question: QuestionOf<K>,
    onEvents: (events: readonly JobEvent[]) => void,
    onPaused?: () => void,
  ): Promise<AnswerOf<K>>
  /** Asks the question to make way; `onPaused` says when it has, and another one may be asked. */
  pause(id: string): void
  /** A paused question goes on: it is the one job again. */
  resume(id: string): void
  /** Asks the job to finish its step, write a checkpoint and end; a question rejects with `cancelled`. */
  cancel(id: string): void
  /** Ends the process at once; a running job rejects with `engine-crashed`. */
  kill(): void
  shutdown(): Promise<void>
}

export interface EngineOptions {
  readonly lane: EngineStatus['lane']
  /** The built engine, out/main/engine.cjs. */
  readonly entry: string
  readonly env?: Readonly<Record<string, string>>
  /** Without a sign of life for so long the status says so. */
  readonly silenceMs?: number
  onStatus(status: EngineStatus): void
  /** Every line that the process prints. */
  onLine?(line: string): void
}

interface Pending {
  readonly id: string
  readonly message: ToEngine
  readonly onEvents: (events: readonly JobEvent[]) => void
  readonly onPaused: () => void
  readonly resolve: (result: unknown) => void
  readonly reject: (error: AppError) => void
  isCancelled: boolean
}

export function createEngine(options: EngineOptions): Engine {
  let child: ChildProcess | null = null
  let pending: Pending | null = null
  const paused = new Map<string, Pending>()
  let cardRefusal: string | null = null
  let status: EngineStatus = { lane: options.lane, state: 'stopped', backend: null, device: null, note: null }

  const setStatus = (change: Partial<EngineStatus>): void => {
    status = { ...status, ...change }
    options.onStatus(status)
  }
  const settle = (): Pending | null => {
    const settled = pending
    pending = null
    return settled
  }
  /** Of a paused one where it is meant. */
  const settleNamed = (id: string): Pending | null => {
    const waiting = paused.get(id)
    paused.delete(id)
    return waiting ?? settle()
  }
  /** They go with their process. */
  const rejectPaused = (error: AppError): void => {
    const waiting = [...paused.values()]
    paused.clear()
    for (const { reject } of waiting) reject(error)
  }

  const receive = (raw: unknown): void => {
    const message = FromEngine.parse(raw)
    switch (message.kind) {
      case 'beat':
        return
      case 'ready':
        setStatus({ state: 'busy', backend: message.backend, device: message.device, note: message.note })
        return
      case 'events':
        if (pending?.id === message.id) pending.onEvents(message.events)
        return
      case 'paused': {
        if (pending?.id !== message.id) return
        const waiting = pending
        pending = null
        paused.set(message.id, waiting)
        setStatus({ state: 'ready' })
        waiting.onPaused()
        return
      }
      case 'done':
      case 'answered':
        if (pending?.id !== message.id) return
        setStatus({ state: 'ready' })
        settle()?.resolve(message.kind === 'done' ? message.result : message.answer.value)
        return
      case 'exchange':
        exchange(message.cardRefusal)
        return
      case 'failed':
        if (!paused.has(message.id)) setStatus({ state: 'ready' })
        settleNamed(message.id)?.reject(AppError.from(message.error))
        return
    }
  }

  const start = (): ChildProcess => {
    const lastLines: string[] = []
    const started = fork(options.entry, [], {
      execPath: process.execPath,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...runtimeEnvironment(readRuntime(join(dirname(options.entry), '../native'))),
        ...(cardRefusal === null ? {} : { CUDA_VISIBLE_DEVICES: '-1', ADVERSARIUM_CARD_REFUSAL: cardRefusal }),
        ...options.env,
      },
    })
    for (const stream of [started.stdout, started.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line)
        if (lastLines.length > keptLines) lastLines.shift()
        options.onLine?.(line)
      })
    }
    const silence = watchSilence(options.silenceMs ?? 20_000, (silentSince) => {
      if (child === started) setStatus({ silentSince })
    })
    started.on('message', (raw) => {
      silence.heard()
      // What one that was replaced had still sent is about nothing that runs.
      if (child !== started) return
      try {
        receive(raw)
      } catch (error) {
        // What it says cannot be understood, so what it does cannot be recorded.
        settle()?.reject(fault('engine-garbled', { reason: (error as Error).message }))
        started.kill('SIGKILL')
      }
    })
    // `close` comes after the last line was read, `exit` may come before it.
    started.on('close', (code, signal) => {
      silence.end()
      if (child !== started) return
      child = null
      setStatus({ state: 'stopped', silentSince: null })
      const error = crashed(options.lane, { code, signal, lastLines })
      settle()?.reject(error)
      rejectPaused(error)
    })
    started.on('error', ({ message }) =>
      settle()?.reject(crashed(options.lane, { code: null, signal: null, lastLines: [message] })),
    )
    setStatus({ state: 'starting' })
    return started
  }

  const send = (message: ToEngine): void => {
    // Of one that is gone and not yet noticed, `close` tells more than a failed send.
    if (child?.connected) child.send(message, () => undefined)
  }

  /** Ends a process without a job; its `close` is not heard. */
  const leave = (): void => {
    child?.kill('SIGKILL')
    child = null
    cardRefusal = null
    rejectPaused(fault('engine-replaced', {}))
    setStatus({ state: 'stopped', backend: null, device: null, note: null, silentSince: null })
  }

  /** A new process takes the place of this one, and its job unless that was to end. */
  const exchange = (refusal: string | null): void => {
    leave()
    if (pending?.isCancelled) return settle()?.reject(cancelled())
    cardRefusal = refusal
    child = start()
    if (pending) send(pending.message)
  }

  const begin = (
    id: string,
    message: ToEngine,
    onEvents: Pending['onEvents'],
    onPaused: () => void = () => undefined,
  ): Promise<unknown> => {
    if (pending) throw new Error(`The ${options.lane} engine already runs job ${pending.id}.`)
    // What the card could not do for the last job it may do for this one. One that was killed may still seem to listen.
    if (cardRefusal !== null || child?.killed) leave()
    child ??= start()
    setStatus({ state: status.backend === null ? 'starting' : 'busy' })
    return new Promise((resolve, reject) => {
      pending = { id, message, onEvents, onPaused, resolve, reject, isCancelled: false }
      send(message)
    })
  }

  return {
    get status() {
      return status
    },
    get pid() {
      return child?.pid ?? null
    },
    run: (job, onEvents) => begin(job.id, { kind: 'start', job }, onEvents) as Promise<JobResult>,
    ask: <K extends Question['kind']>(question: QuestionOf<K>, onEvents: Pending['onEvents'], onPaused?: () => void) =>
      begin(question.id, { kind: 'ask', question }, onEvents, onPaused) as Promise<AnswerOf<K>>,
    pause: (id) => send({ kind: 'pause', id }),
    resume(id) {
      const waiting = paused.get(id)
      if (!waiting || pending) return
      paused.delete(id)
      pending = waiting
      setStatus({ state: 'busy' })
      send({ kind: 'resume', id })
    },
    cancel(id) {
      if (pending?.id === id) pending.isCancelled = true
      send({ kind: 'cancel', id })
    },
    kill() {
      child?.kill('SIGKILL')
    },
    async shutdown() {
      if (!child) return
      const closing = child
      const closed = new Promise<void>((resolve) => closing.once('close', () => resolve()))
      send({ kind: 'shutdown' })
      const timer = setTimeout(() => closing.kill('SIGKILL'), 10_000)
      await closed
      clearTimeout(timer)
    },
  }
}

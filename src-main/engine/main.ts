import { constants, getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { AppError, cancelled } from '../contract/wire.ts'
import { canGoToProcessor } from './abilities.ts'
import { startBackend, type Backend, type Numerics } from './backends/start-backend.ts'
import { createCoalescer } from './coalesce.ts'
import { provideTextures } from './corruption-textures.ts'
import { describeFailure } from './failures.ts'
import { answerQuestion } from './jobs/answer-question.ts'
import { holdModels } from './jobs/kept-models.ts'
import { runEvaluateJob } from './jobs/evaluate-job.ts'
import { keepEvaluatedModels, type EvaluatedModels } from './jobs/evaluated-models.ts'
import { runTrainJob, type JobContext } from './jobs/train-job.ts'
import { createPixelThreads } from './pixel-threads.ts'
import { ToEngine, type FromEngine, type Job, type JobEvent, type JobResult } from './protocol.ts'
import { createGate, type QuestionGate } from './question-gate.ts'
import type { Question } from './questions.ts'
import { readRuntime } from './runtime/record.ts'

// Threads that are started later take it over, TensorFlow's among them.
const niceness = Number(process.env['ADVERSARIUM_NICENESS'] ?? 0)
if (niceness > 0) setPriority(Math.min(getPriority() + niceness, constants.priority.PRIORITY_LOW))

const beatMs = 1000

const texturesFolder = join(__dirname, '../../resources/corruptions')

/** How long the step of a job that is cancelled may go on. */
const graceMs = 2000

/** Why the engine before this one gave the card up. */
const refused = process.env['ADVERSARIUM_CARD_REFUSAL']
const cardRefusal = refused === undefined ? null : `${refused} The processor computes.`

interface Running {
  readonly id: string
  /** On which backend, and with which numerics. */
  readonly config: Job['config']
  readonly numerics: Numerics
  /** Asked to end; `interrupt`: the step under way too. */
  readonly abort: AbortController
  readonly interrupt: AbortController
  hasResults: boolean
  /** Asked to wait again before it went on. */
  isToMakeWay: boolean
  readonly gate: QuestionGate
}

let running: Running | null = null
/** Questions that made way. */
const paused = new Map<string, Running>()
const pixelThreads = createPixelThreads()
let evaluated: EvaluatedModels | null = null
let started: { choice: Job['config']['backend']; backend: Backend } | null = null

process.on('message', (raw) => {
  const message = ToEngine.parse(raw)
  if (message.kind === 'start') void start(message.job)
  else if (message.kind === 'ask') void ask(message.question)
  else if (message.kind === 'cancel') cancel(message.id)
  else if (message.kind === 'pause' && running?.id === message.id) pause(running)
  else if (message.kind === 'resume') void resume(message.id)
  else if (message.kind === 'shutdown') exit()
})
// Without a host nobody records what we do.
process.on('disconnect', exit)
// Ctrl-C reaches every process of a terminal: the host decides when we stop, so that a checkpoint can be written.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
setInterval(() => send({ kind: 'beat' }), beatMs).unref()

function cancel(id: string): void {
  const meant = running?.id === id ? running : paused.get(id)
  if (!meant) return
  const { abort, interrupt, gate } = meant
  abort.abort()
  gate.open()
  setTimeout(() => interrupt.abort(), graceMs).unref()
}

function pause(mine: Running): void {
  // It is about to go on: `resume` looks at it.
  if (paused.has(mine.id)) {
    mine.isToMakeWay = true
    return
  }
  let isParked = false
  mine.gate.close(() => {
    if (isParked || running !== mine) return
    isParked = true
    running = null
    paused.set(mine.id, mine)
    holdModels(paused.size > 0)
    send({ kind: 'paused', id: mine.id })
  })
}

async function resume(id: string): Promise<void> {
  const mine = paused.get(id)
  if (!mine) return
  mine.isToMakeWay = false
  running = mine
  const backend = await setUp(mine)
  // It was cancelled, and has ended.
  if (running !== mine) return
  if (mine.isToMakeWay) {
    running = null
    send({ kind: 'paused', id })
    return
  }
  paused.delete(id)
  holdModels(paused.size > 0)
  if (backend) mine.gate.open()
  else send({ kind: 'exchange', id, cardRefusal: null })
}

/** The process ends with its step, so that is interrupted first. */
function exit(): void {
  running?.abort.abort()
  running?.interrupt.abort()
  process.exit(0)
}

/** A host that was killed is noticed later than it is gone: without the callback, a send in between would end us. */
function send(message: FromEngine): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

async function start(job: Job): Promise<void> {
  const events = createCoalescer((batch) => send({ kind: 'events', id: job.id, events: batch }))
  await work(job, async ({ step, device }, { abort, interrupt }) => {
    const emit = (event: JobEvent): void => {
      if (running && (event.kind === 'points' || event.kind === 'predictions')) running.hasResults = true
      events.add(withPlace(event, device, job.config))
    }
    try {
      const result = await run(job, { runtime: step, signal: abort.signal, interrupt: interrupt.signal, emit })
      return { kind: 'done', id: job.id, result }
    } finally {
      events.flush()
    }
  })
}

/** The run's record says where and how it was computed, every time that it went on. */
function withPlace(event: JobEvent, device: string, { precision, deterministic }: Job['config']): JobEvent {
  if (event.kind !== 'happened' || (event.what !== 'started' && event.what !== 'resume')) return event
  const how = deterministic ? `${precision}, deterministic` : precision
  return { ...event, message: `${event.message} On ${device}, ${how}.` }
}

async function ask(question: Question): Promise<void> {
  const { id } = question
  // At once: a question tells little, and what it tells next may have to wait for a long step.
  const emit = (event: JobEvent): void => send({ kind: 'events', id, events: [event] })
  await work(question, async (backend, { abort: { signal }, gate }) => {
    const answer = await answerQuestion(question, { backend, signal, emit, gate })
    return { kind: 'answered', id, answer }
  })
}

/** Does one job at a time, and tells its end, whatever that is. */
async function work(
  job: Job | Question,
  compute: (backend: Backend, running: Running) => Promise<FromEngine>,
): Promise<void> {
  const { id, config } = job
  const mine: Running = {
    ...{ id, config, numerics: numericsOf(job), hasResults: false, isToMakeWay: false },
    ...{ abort: new AbortController(), interrupt: new AbortController(), gate: createGate() },
  }
  running = mine
  try {
    if ('condition' in job) await provideTextures(job.condition, texturesFolder)
    const backend = await setUp(mine)
    send(backend ? await compute(backend, mine) : { kind: 'exchange', id, cardRefusal: null })
  } catch (thrown) {
    send(ending(job, mine, thrown))
  } finally {
    if (running === mine) running = null
    // One that was cancelled while it waited.
    paused.delete(id)
    holdModels(paused.size > 0)
  }
}

/** The backend, set to compute as the job asks; null where another process has to. */
async function setUp({ config, numerics }: Running): Promise<Backend | null> {
  const backend = await useBackend(config.backend)
  return backend.setNumerics(numerics) ? backend : null
}

/** Only steps that train are rounded as their run asks: what is measured is measured in float32, on any device. */
function numericsOf({ kind, config: { precision, deterministic } }: Job | Question): Numerics {
  const isTraining = kind === 'train' || kind === 'estimate' || kind === 'rate-range'
  return { precision: isTraining ? precision : 'float32', deterministic }
}

/** A job that a card cannot do at all is left to the processor, where that can. What has results of a card fails there. */
function ending(job: Job | Question, { hasResults, abort, numerics }: Running, thrown: unknown): FromEngine {
  const { id, kind } = job
  const { error, isOfCard } = describeFailure(thrown)
  if (!(thrown instanceof AppError)) console.error(thrown)
  const isOnCard = started?.backend.device.startsWith('GPU') === true
  // Who asks what a run needs wants to know that.
  const isQuestion = kind !== 'train' && kind !== 'evaluate'
  const isAnswer = isQuestion && error.code === 'out-of-memory'
  const isLeft = isOnCard && isOfCard && !isAnswer && !hasResults && canGoToProcessor(numerics.precision)
  if (!isLeft) return { kind: 'failed', id, error }
  if (abort.signal.aborted) return { kind: 'failed', id, error: cancelled().body }
  return { kind: 'exchange', id, cardRefusal: error.message }
}

function run(job: Job, context: JobContext): Promise<JobResult> {
  if (job.kind === 'evaluate') {
    evaluated ??= keepEvaluatedModels(context.runtime)
    return runEvaluateJob(job, context, evaluated, { pixels: pixelThreads, texturesFolder })
  }
  // It may need all memory and threads that there are.
  evaluated?.forget()
  pixelThreads.close()
  return runTrainJob(job, context)
}

async function useBackend(choice: Job['config']['backend']): Promise<Backend> {
  if (started?.choice === choice) return started.backend
  evaluated?.forget()
  evaluated = null
  const backend = await startBackend(choice, readRuntime(join(__dirname, '../native')))
  started = { choice, backend }
  const { name, device, note } = backend
  send({ kind: 'ready', backend: name, device, note: cardRefusal ?? note })
  return backend
}

import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import { startBackend, type Backend } from './backends/start-backend.ts'
import { createCoalescer } from './coalesce.ts'
import { answerQuestion } from './jobs/answer-question.ts'
import { runEvaluateJob } from './jobs/evaluate-job.ts'
import { runTrainJob, type JobContext } from './jobs/train-job.ts'
import { ToEngine, type FromEngine, type Job, type JobEvent, type JobResult, type Question } from './protocol.ts'
import { readRuntime } from './runtime/record.ts'

const beatMs = 1000

let running: { id: string; abort: AbortController } | null = null
let started: { choice: Job['config']['backend']; backend: Backend } | null = null

process.on('message', (raw) => {
  const message = ToEngine.parse(raw)
  if (message.kind === 'start') void start(message.job)
  else if (message.kind === 'ask') void ask(message.question)
  else if (message.kind === 'cancel' && running?.id === message.id) running.abort.abort()
  else if (message.kind === 'shutdown') process.exit(0)
})
// Without a host nobody records what we do.
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches every process of a terminal: the host decides when we stop, so that a checkpoint can be written.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
setInterval(() => send({ kind: 'beat' }), beatMs).unref()

function send(message: FromEngine): void {
  if (process.connected) process.send?.(message)
}

async function start(job: Job): Promise<void> {
  const events = createCoalescer((batch) => send({ kind: 'events', id: job.id, events: batch }))
  await work(job, async ({ step }, signal) => {
    try {
      const result = await run(job, { runtime: step, signal, emit: events.add })
      return { kind: 'done', id: job.id, result }
    } finally {
      events.flush()
    }
  })
}

async function ask(question: Question): Promise<void> {
  const { id } = question
  // At once: a question tells little, and what it tells next may have to wait for a long step.
  const emit = (event: JobEvent): void => send({ kind: 'events', id, events: [event] })
  await work(question, async (backend, signal) => {
    const answer = await answerQuestion(question, { backend, signal, emit })
    return { kind: 'answered', id, answer }
  })
}

/** Does one job at a time, and tells its end, whatever that is. */
async function work(
  { id, config }: Job | Question,
  compute: (backend: Backend, signal: AbortSignal) => Promise<FromEngine>,
): Promise<void> {
  const abort = new AbortController()
  running = { id, abort }
  try {
    send(await compute(await useBackend(config.backend), abort.signal))
  } catch (error) {
    send({ kind: 'failed', id, error: describe(error) })
  } finally {
    running = null
  }
}

function run(job: Job, context: JobContext): Promise<JobResult> {
  return job.kind === 'train' ? runTrainJob(job, context) : runEvaluateJob(job, context)
}

async function useBackend(choice: Job['config']['backend']): Promise<Backend> {
  if (started?.choice === choice) return started.backend
  const backend = await startBackend(choice, readRuntime(join(__dirname, '../native')))
  started = { choice, backend }
  const { name, device, note } = backend
  send({ kind: 'ready', backend: name, device, note })
  return backend
}

function describe(error: unknown): Extract<FromEngine, { kind: 'failed' }>['error'] {
  if (error instanceof AppError) {
    const { code, message, hint } = error
    return { code, message, ...(hint === undefined ? {} : { hint }) }
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(text)
  const isMemory = /OOM|out of memory|RESOURCE_EXHAUSTED|failed to allocate/i.test(text)
  if (isMemory) {
    return {
      code: 'out-of-memory',
      message: `The device ran out of memory: ${text.split('\n')[0]}.`,
      hint: 'Use a smaller batch, smaller images or a smaller architecture.',
    }
  }
  return {
    code: 'internal',
    message: text.split('\n')[0] ?? 'unknown error',
    hint: 'This is a bug; the log holds its trace.',
  }
}

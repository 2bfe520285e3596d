import { AppError, type EngineStatus } from '../contract/index.ts'
import type { Engine, EngineOptions } from '../engine/client.ts'
import type { AnswerOf, JobEvent, Question, QuestionOf } from '../engine/protocol.ts'
import type { HostContext } from './context.ts'

type Kind = Question['kind']

/** Answers questions one after another with an engine of its own, beside the training lane and never waiting for it. */
export interface InteractiveLane {
  readonly status: EngineStatus
  /**
   * Queues a question. `prepare` is called when its turn has come. A waiting preview is replaced by a newer one of the
   * same task. Rejects with `cancelled`, `engine-crashed` or the engine's own error.
   */
  ask<K extends Kind>(
    task: string,
    kind: K,
    prepare: () => Promise<Omit<QuestionOf<K>, 'kind' | 'id'>>,
  ): Promise<AnswerOf<K>>
  /** Ends what waits or runs under this name. */
  cancel(task: string): void
  /** A training has begun: from here on the lane takes few threads. */
  giveWay(): void
  stop(): Promise<void>
}

export interface InteractiveLaneOptions {
  createEngine(options: Pick<EngineOptions, 'lane' | 'env' | 'onStatus' | 'onLine'>): Engine
  isTraining(): boolean
  /** TensorFlow threads while a training runs. */
  threads(): number
  /** Default: five minutes without a question end the engine. */
  readonly idleMs?: number
  /** How long a cancelled question may go on before its engine is ended. */
  readonly graceMs?: number
}

interface Call {
  readonly task: string
  readonly kind: Kind
  readonly prepare: () => Promise<object>
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  isCancelled: boolean
}

/** What an engine was started with; another one is needed where this has changed. */
interface Manner {
  readonly hasFewThreads: boolean
  /** The graphics card had no memory left. */
  readonly isOnProcessor: boolean
}

const processorNote = 'The graphics card has no memory left beside the training: this lane computes on the processor.'

export function createInteractiveLane(context: HostContext, options: InteractiveLaneOptions): InteractiveLane {
  const { idleMs = 5 * 60_000, graceMs = 2000 } = options
  const waiting: Call[] = []
  let current: { readonly call: Call; id: string | null } | null = null
  let working: Promise<void> | null = null
  let engine: Engine | null = null
  let resting: Promise<void> = Promise.resolve()
  let manner: Manner = { hasFewThreads: false, isOnProcessor: false }
  let isMannerWrong = false
  let isStopping = false
  let serial = 0
  let idle: NodeJS.Timeout | undefined
  let status: EngineStatus = { lane: 'interactive', state: 'stopped', backend: null, device: null, note: null }

  const setStatus = (reported: EngineStatus): void => {
    const onProcessor = { device: reported.device?.replace('GPU', 'CPU') ?? null, note: processorNote }
    status = { ...reported, ...(manner.isOnProcessor && reported.state !== 'stopped' ? onProcessor : {}) }
    context.emit('system', 'engineChanged', status)
  }

  const rest = (): void => {
    const ending = engine
    engine = null
    if (ending) resting = ending.shutdown()
  }

  const startEngine = async (wanted: Manner, kind: Kind): Promise<Engine> => {
    const hasSameThreads = wanted.hasFewThreads === manner.hasFewThreads
    // Few threads are fast enough for all but what measures time.
    const isFit = hasSameThreads || (manner.hasFewThreads && kind !== 'estimate')
    if (engine && isFit && wanted.isOnProcessor === manner.isOnProcessor) return engine
    rest()
    await resting
    manner = wanted
    isMannerWrong = false
    engine = options.createEngine({
      lane: 'interactive',
      env: environmentOf(wanted, options.threads()),
      onStatus: setStatus,
      onLine: (line) => context.log.write('debug', line, { source: 'interactive engine' }),
    })
    return engine
  }

  const tell = (task: string, events: readonly JobEvent[]): void => {
    for (const event of events) {
      if (event.kind !== 'progress') continue
      const { done, total, rate, note } = event
      context.emit('system', 'progress', { subject: task, kind: 'task', done, total, rate, note })
    }
  }

  /** Asks again where the engine had to make way for a training, or where only the processor has room. */
  const compute = async (call: Call, content: object, isOnProcessor = false): Promise<unknown> => {
    const hasFewThreads = options.isTraining()
    const asked = await startEngine({ hasFewThreads, isOnProcessor }, call.kind)
    if (call.isCancelled) throw cancelled()
    const id = String(++serial)
    if (current) current.id = id
    try {
      return await asked.ask({ ...content, kind: call.kind, id } as Question, (events) => tell(call.task, events))
    } catch (error) {
      if (!(error instanceof AppError) || call.isCancelled) throw error
      if (error.code === 'engine-crashed') engine = null
      if (error.code === 'engine-crashed' && isMannerWrong) return compute(call, content, isOnProcessor)
      const isCardFull = error.code === 'out-of-memory' && asked.status.device?.startsWith('GPU') === true
      if (isCardFull && !isOnProcessor && hasFewThreads) return compute(call, content, true)
      throw error
    }
  }

  const work = async (): Promise<void> => {
    clearTimeout(idle)
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      current = { call, id: null }
      try {
        const content = await call.prepare()
        call.resolve((await compute(call, content)) as never)
      } catch (error) {
        call.reject(call.isCancelled ? cancelled() : error)
      }
      current = null
    }
    if (!isStopping) idle = setTimeout(rest, idleMs).unref()
  }

  const wake = (): void => {
    working ??= work().finally(() => {
      working = null
      if (waiting.length > 0) wake()
    })
  }

  const dropWaiting = (isMeant: (call: Call) => boolean): void => {
    for (const call of waiting.filter(isMeant)) {
      waiting.splice(waiting.indexOf(call), 1)
      call.reject(cancelled())
    }
  }

  const endCurrent = (afterMs: number): void => {
    if (!current) return
    const { call, id } = current
    call.isCancelled = true
    if (id === null) return
    engine?.cancel(id)
    setTimeout(() => current?.call === call && engine?.kill(), afterMs).unref()
  }

  return {
    get status() {
      return status
    },
    ask(task, kind, prepare) {
      if (isStopping) return Promise.reject(cancelled())
      if (kind === 'preview') dropWaiting((call) => call.kind === 'preview' && call.task === task)
      return new Promise((resolve, reject) => {
        waiting.push({ task, kind, prepare, resolve, reject, isCancelled: false })
        wake()
      })
    },
    cancel(task) {
      dropWaiting((call) => call.task === task)
      if (current?.call.task === task) endCurrent(graceMs)
    },
    giveWay() {
      if (!engine || manner.hasFewThreads) return
      if (!current?.id) return rest()
      isMannerWrong = true
      engine.kill()
    },
    async stop() {
      isStopping = true
      clearTimeout(idle)
      dropWaiting(() => true)
      endCurrent(0)
      await working
      rest()
      await resting
    },
  }
}

function environmentOf({ hasFewThreads, isOnProcessor }: Manner, threads: number): Record<string, string> {
  const names = hasFewThreads ? ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'] : []
  return {
    ...Object.fromEntries(names.map((name) => [name, String(threads)])),
    ...(isOnProcessor ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Cancelled before it was done.')
}

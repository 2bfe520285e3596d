import { AppError, cancelled, type EngineStatus } from '../contract/index.ts'
import type { JobEvent } from '../engine/protocol.ts'
import type { AnswerOf, Question, QuestionOf } from '../engine/questions.ts'
import type { HostContext } from './context.ts'
import { createLaneEngine, type LaneEngineOptions } from './lane-engine.ts'

type Kind = Question['kind']

/** Answers questions one after another with an engine of its own, beside the training lane and never waiting for it. */
export interface InteractiveLane {
  readonly status: EngineStatus
  /**
   * Queues a question. `prepare` is called when its turn has come. A waiting preview is replaced by a newer one of the
   * same task. One for which nobody waits lets all others pass: it is interrupted, and asked again after them. One that
   * takes long lets those pass that are asked after it: it is paused, and goes on where it was. Rejects with
   * `cancelled`, `engine-crashed` or the engine's own error.
   */
  ask<K extends Kind>(
    task: string,
    kind: K,
    prepare: () => Promise<Omit<QuestionOf<K>, 'kind' | 'id'>>,
    options?: AskOptions,
  ): Promise<AnswerOf<K>>
  /** Ends what waits or runs under this name. */
  cancel(task: string): void
  /** A training has begun: from here on the lane takes few threads. */
  giveWay(): void
  stop(): Promise<void>
}

interface AskOptions {
  readonly isBackground: boolean
  /** Names under which progress is told; the task's, if left out. */
  readonly askers?: () => readonly string[]
}

export interface InteractiveLaneOptions extends LaneEngineOptions {
  isTraining(): boolean
  /** Default: five minutes without a question end the engine. */
  readonly idleMs?: number
  /** How long a cancelled question may go on before its engine is ended. */
  readonly graceMs?: number
}

interface Call {
  readonly task: string
  readonly kind: Kind
  readonly isBackground: boolean
  readonly askers: () => readonly string[]
  readonly prepare: () => Promise<object>
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  isCancelled: boolean
  /** Interrupted for one that somebody waits for. */
  isPassed: boolean
}

/** A call that the engine has begun, or begins. */
interface Turn {
  readonly call: Call
  /** Lets others pass from now on. */
  isLong: boolean
  /** Its name in the engine; null while it is prepared. */
  id: string | null
  /** Whether it waits in the engine. */
  isParked: boolean
  parked: PromiseWithResolvers<void>
}

/** From then on a question lets others pass. */
const longMs = 100
/** Each keeps its tensors while it waits. */
const mostParked = 4

/** A question is often followed by another one of the same person: what nobody waits for waits so long for it. */
const followUpMs = 150

export function createInteractiveLane(context: HostContext, options: InteractiveLaneOptions): InteractiveLane {
  const { idleMs = 5 * 60_000, graceMs = 2000 } = options
  const waiting: Call[] = []
  let current: Turn | null = null
  /** The one that was paused last goes on first. */
  const parked: Turn[] = []
  let working: Promise<void> | null = null
  let isStopping = false
  let serial = 0
  let lastAnswer = -Infinity
  let arrive = (): void => undefined
  let idle: NodeJS.Timeout | undefined
  const engine = createLaneEngine(context, options)

  const tell = ({ askers }: Call, events: readonly JobEvent[]): void => {
    for (const event of events) {
      if (event.kind !== 'progress') continue
      const { done, total, rate, note } = event
      for (const subject of askers()) {
        context.emit('system', 'progress', { subject, kind: 'task', done, total, rate, note })
      }
    }
  }

  /** Asks again where the engine had to make way for a training, or where only the processor has room. */
  const compute = async (turn: Turn, content: object, isOnProcessor = false): Promise<unknown> => {
    const { call } = turn
    const hasFewThreads = options.isTraining()
    // Few threads are fast enough for all but what measures time.
    const isExact = call.kind === 'estimate'
    const asked = await engine.started({ hasFewThreads, isOnProcessor }, { isExact })
    if (call.isCancelled) throw cancelled()
    // A training has begun while the engine was exchanged: another one is needed.
    if (options.isTraining() && !hasFewThreads) return compute(turn, content, isOnProcessor)
    const id = String(++serial)
    turn.id = id
    try {
      const question = { ...content, kind: call.kind, id } as Question
      const answered = asked.ask(
        question,
        (events) => tell(call, events),
        () => turn.parked.resolve(),
      )
      // Others may have been asked while it was prepared.
      pauseCurrent()
      return await answered
    } catch (error) {
      if (!(error instanceof AppError) || call.isCancelled || turn.isParked) throw error
      if (error.code === 'engine-crashed' && engine.hasGivenWay) return compute(turn, content, isOnProcessor)
      const isCardFull = error.code === 'out-of-memory' && asked.status.device?.startsWith('GPU') === true
      if (isCardFull && !isOnProcessor && hasFewThreads) return compute(turn, content, true)
      throw error
    }
  }

  const placeOfAskedFor = (): number => waiting.findIndex(({ isBackground }) => !isBackground)

  /** What nobody waits for waits until nothing else is to be expected. */
  const untilRested = async (): Promise<void> => {
    while (waiting.length > 0 && placeOfAskedFor() < 0 && parked.length === 0) {
      const rest = lastAnswer + followUpMs - performance.now()
      if (rest <= 0) return
      await new Promise<void>((resolve) => {
        arrive = resolve
        setTimeout(resolve, rest)
      })
    }
  }

  /** At once, so that a call is at no time neither waiting nor current: a cancellation would not find it. */
  const takeNext = (): Call | undefined => {
    const place = placeOfAskedFor()
    return place < 0 && parked.length > 0 ? undefined : waiting.splice(Math.max(0, place), 1)[0]
  }

  /** Settles its call, however often it is paused on the way. */
  const answer = async (turn: Turn): Promise<void> => {
    const { call } = turn
    try {
      const content = await call.prepare()
      call.resolve((await compute(turn, content)) as never)
    } catch (error) {
      const isPassed = call.isPassed && isCancellation(error)
      // While it waited in its engine, that had to go.
      const isLost = turn.isParked && error instanceof AppError && error.code === 'engine-crashed'
      if (!call.isCancelled && (isPassed || isLost)) waiting.unshift({ ...call, isPassed: false })
      else call.reject(call.isCancelled ? cancelled() : error)
      if (turn.isParked) parked.splice(parked.indexOf(turn), 1)
    }
  }

  const pauseCurrent = (): void => {
    if (!current || current.id === null || current.call.isBackground || parked.length >= mostParked) return
    if (placeOfAskedFor() >= 0 && current.isLong) engine.pause(current.id)
  }

  /** Until it is done, or makes way. */
  const take = async (turn: Turn, done: Promise<void>): Promise<void> => {
    current = turn
    turn.parked = Promise.withResolvers()
    turn.isParked = false
    if (turn.id !== null) engine.resume(turn.id)
    const timer = setTimeout(() => {
      turn.isLong = true
      pauseCurrent()
    }, longMs)
    const madeWay = turn.parked.promise.then(() => (turn.isParked = true))
    await Promise.race([done, madeWay])
    clearTimeout(timer)
    current = null
    if (turn.isParked) parked.push(turn)
    else if (!turn.call.isBackground) lastAnswer = performance.now()
  }

  const work = async (): Promise<void> => {
    clearTimeout(idle)
    const ends = new Map<Turn, Promise<void>>()
    for (;;) {
      await untilRested()
      const call = takeNext()
      const turn = call ? turnOf(call) : parked.pop()
      if (!turn) break
      if (call) {
        current = turn
        ends.set(turn, answer(turn))
      }
      await take(turn, ends.get(turn) as Promise<void>)
    }
    if (!isStopping) idle = setTimeout(() => void engine.rest(), idleMs).unref()
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
    engine.cancel(id)
    setTimeout(() => current?.call === call && engine.kill(), afterMs).unref()
  }

  const endParked = (isMeant: (call: Call) => boolean): void => {
    for (const { call, id } of parked.filter((turn) => isMeant(turn.call))) {
      call.isCancelled = true
      if (id !== null) engine.cancel(id)
    }
  }

  const passCurrent = (): void => {
    if (!current?.call.isBackground || current.id === null || current.call.isPassed) return
    current.call.isPassed = true
    engine.cancel(current.id)
  }

  return {
    get status() {
      return engine.status
    },
    ask(task, kind, prepare, { isBackground, askers = () => [task] } = { isBackground: false }) {
      if (isStopping) return Promise.reject(cancelled())
      if (kind === 'preview') dropWaiting((call) => call.kind === 'preview' && call.task === task)
      return new Promise((resolve, reject) => {
        const call = { task, kind, isBackground, askers, prepare, resolve, reject }
        waiting.push({ ...call, isCancelled: false, isPassed: false })
        if (!isBackground) {
          passCurrent()
          pauseCurrent()
        }
        arrive()
        wake()
      })
    },
    cancel(task) {
      dropWaiting((call) => call.task === task)
      endParked((call) => call.task === task)
      if (current?.call.task === task) endCurrent(graceMs)
    },
    giveWay() {
      engine.giveWay({ isComputing: Boolean(current?.id) || parked.length > 0 })
    },
    async stop() {
      isStopping = true
      clearTimeout(idle)
      dropWaiting(() => true)
      endParked(() => true)
      arrive()
      endCurrent(0)
      await working
      await engine.rest()
    },
  }
}

const turnOf = (call: Call): Turn => ({
  ...{ call, isLong: false, id: null, isParked: false, parked: Promise.withResolvers() },
})

const isCancellation = (error: unknown): boolean => error instanceof AppError && error.code === 'cancelled'

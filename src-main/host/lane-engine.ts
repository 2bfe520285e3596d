import type { EngineStatus } from '../contract/index.ts'
import type { Engine, EngineOptions } from '../engine/client.ts'
import type { HostContext } from './context.ts'
import { threadEnvironment } from './thread-environment.ts'

/** What an engine is started with; another one is needed where this changes. */
interface Manner {
  readonly hasFewThreads: boolean
  /** The graphics card had no memory left. */
  readonly isOnProcessor: boolean
}

export interface LaneEngineOptions {
  createEngine(options: Pick<EngineOptions, 'lane' | 'env' | 'onStatus' | 'onLine'>): Engine
  /** TensorFlow threads while a training runs. */
  threads(): number
}

/** The interactive lane's engine, one at a time: started when it is asked for, and anew where it has to be another. */
export interface LaneEngine {
  readonly status: EngineStatus
  /** An engine of this manner; fewer threads than wanted will do, unless it has to be exact. */
  started(wanted: Manner, options: { isExact: boolean }): Promise<Engine>
  /** Takes few threads from here on: an engine that has them all is ended, now where it computes. */
  giveWay(options: { isComputing: boolean }): void
  /** Whether the engine that was last asked for was ended for that. */
  readonly hasGivenWay: boolean
  cancel(id: string): void
  pause(id: string): void
  resume(id: string): void
  kill(): void
  /** Ends the engine once it is idle. */
  rest(): Promise<void>
}

const processorNote = 'The graphics card has no memory left beside the training: this lane computes on the processor.'

export function createLaneEngine(context: HostContext, { createEngine, threads }: LaneEngineOptions): LaneEngine {
  let engine: Engine | null = null
  let resting: Promise<void> = Promise.resolve()
  let manner: Manner = { hasFewThreads: false, isOnProcessor: false }
  let hasGivenWay = false
  let status: EngineStatus = { lane: 'interactive', state: 'stopped', backend: null, device: null, note: null }

  const setStatus = (reported: EngineStatus): void => {
    const onProcessor = { device: reported.device?.replace('GPU', 'CPU') ?? null, note: processorNote }
    status = { ...reported, ...(manner.isOnProcessor && reported.state !== 'stopped' ? onProcessor : {}) }
    context.emit('system', 'engineChanged', status)
  }
  const rest = (): Promise<void> => {
    const ending = engine
    engine = null
    if (ending) resting = ending.shutdown()
    return resting
  }

  return {
    get status() {
      return status
    },
    get hasGivenWay() {
      return hasGivenWay
    },
    async started(wanted, { isExact }) {
      hasGivenWay = false
      const hasSameThreads = wanted.hasFewThreads === manner.hasFewThreads
      const isFit = hasSameThreads || (manner.hasFewThreads && !isExact)
      if (engine && isFit && wanted.isOnProcessor === manner.isOnProcessor) return engine
      await rest()
      manner = wanted
      engine = createEngine({
        lane: 'interactive',
        env: environmentOf(wanted, threads()),
        onStatus: setStatus,
        onLine: (line) => context.log.write('debug', line, { source: 'interactive engine' }),
      })
      return engine
    },
    giveWay({ isComputing }) {
      if (!engine || manner.hasFewThreads) return
      if (isComputing) {
        hasGivenWay = true
        engine.kill()
      } else void rest()
    },
    cancel: (id) => engine?.cancel(id),
    pause: (id) => engine?.pause(id),
    resume: (id) => engine?.resume(id),
    kill: () => engine?.kill(),
    rest,
  }
}

function environmentOf({ hasFewThreads, isOnProcessor }: Manner, threads: number): Record<string, string> {
  return {
    ...(hasFewThreads ? threadEnvironment(threads) : {}),
    ...(isOnProcessor ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { ExperimentConfigInput, Run } from '../../src-main/contract/index.ts'
import type { Sample } from './drift.ts'
import { startLongHost, type Held, type LongHost, type Replay } from './start-host.ts'

/** What takes part besides host, engine and this client. */
export interface Watcher {
  /** The run that is under way now. */
  follow(run: string): Promise<void>
  /** What its own processes hold. */
  read(): Promise<Readonly<Record<string, number>>>
}

export interface LongRunPlan {
  readonly workspace: string
  /** As many steps in all, real and replayed. */
  readonly steps: number
  /** Real steps are taken for so long, half of them before and half after the replay. */
  readonly realMs: number
  readonly replay: Replay
  readonly sampleMs: number
  /** Starts what looks on, when the host is there. */
  watch?(host: LongHost): Promise<Watcher>
  /** Called when half of the real time is over, before and after the replay: `start` and `end`. */
  atRest?(when: 'start' | 'end'): Promise<void>
  say(text: string): void
}

export interface Driven {
  /** Readings by what was read. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>
  readonly realSteps: number
  readonly replayedSteps: number
  readonly announcedPoints: number
  readonly seconds: number
}

/** The smallest network of the catalog on the smallest images, one at a time: a step is hardly more than its events. */
const trained: ExperimentConfigInput = {
  name: 'long run',
  base: {
    dataset: { id: 'shapes', params: { size: 16, train: 2000, validation: 16, classes: 2 } },
    architecture: { id: 'small-cnn', params: { width: 1, depth: 1 } },
    batchSize: 1,
    epochs: 100_000,
    optimizer: { id: 'sgd', params: { learningRate: 0.001 } },
    monitor: { trainImages: 16, validationImages: 16 },
  },
  runs: [{ name: 'trained' }],
  conditions: [],
}
const replayed = (epochs: number): ExperimentConfigInput => ({ ...trained, runs: [{ name: 'replayed', epochs }] })

/**
 * Trains for half of the real time, pauses, replays a training at many times that speed, then resumes the first for the
 * other half: one host and one engine process from the beginning to the end.
 */
export async function drive(plan: LongRunPlan): Promise<Driven> {
  const { workspace, steps, realMs, replay, sampleMs, say } = plan
  const host = await startLongHost(workspace, replay)
  const { client } = host
  const startedAt = performance.now()
  const stepsOf = new Map<string, number>()
  let announcedPoints = 0
  let own = ''
  let isReplaying = false
  client.runs.on('points', ({ run, points }) => {
    announcedPoints += points.length
    stepsOf.set(run, Math.max(stepsOf.get(run) ?? 0, points.at(-1)?.step ?? 0))
  })
  const samples: Record<string, Sample[]> = {}
  const watcher = await plan.watch?.(host)
  const stepNow = (): number => [...stepsOf.values()].reduce((sum, step) => sum + step, 0)
  const sample = async (): Promise<void> => {
    const step = stepNow()
    // What the engine holds says something while it computes: only real steps count for it.
    const engine = isReplaying ? null : host.engineMemory()
    const add = (at: number, readings: Readonly<Record<string, number>>): void => {
      for (const [name, value] of Object.entries(readings)) (samples[name] ??= []).push({ step: at, value })
    }
    add(step, { ...named('host', await host.hostMemory()), ...(await watcher?.read()) })
    if (engine) add(stepsOf.get(own) ?? 0, named('engine', engine))
  }
  const sampler = new AbortController()
  const sampling = (async () => {
    while (!sampler.signal.aborted) {
      await wait(sampleMs, undefined, { signal: sampler.signal }).catch(() => undefined)
      if (!sampler.signal.aborted) await sample()
    }
  })()
  try {
    own = await launch(host, trained)
    await watcher?.follow(own)
    await untilState(host, own, 'running')
    say('Training.')
    await wait(realMs / 4)
    await plan.atRest?.('start')
    await wait(realMs / 4)
    await client.runs.pause({ id: own })
    await untilState(host, own, 'paused')
    const epochs = Math.max(1, Math.ceil((steps - 2 * stepNow()) / replay.stepsPerEpoch))
    say(`Replaying ${epochs * replay.stepsPerEpoch} steps beside ${stepNow()} real ones.`)
    isReplaying = true
    const made = await launch(host, replayed(epochs))
    await watcher?.follow(made)
    await untilState(host, made, 'done')
    say('Training again.')
    isReplaying = false
    await client.runs.resume({ id: own })
    await watcher?.follow(own)
    await untilState(host, own, 'running')
    await wait(realMs / 4)
    await plan.atRest?.('end')
    await wait(realMs / 4)
    await client.runs.cancel({ id: own })
    await untilState(host, own, 'cancelled')
    const seconds = (performance.now() - startedAt) / 1000
    return {
      ...{ samples, announcedPoints, seconds },
      realSteps: stepsOf.get(own) ?? 0,
      replayedSteps: stepsOf.get(made) ?? 0,
    }
  } finally {
    sampler.abort()
    await sampling
    await host.close()
  }
}

const named = (name: string, { heldBytes, residentBytes }: Held): Record<string, number> => ({
  [`${name} held`]: heldBytes,
  [`${name} resident`]: residentBytes,
})

async function launch({ client }: LongHost, config: ExperimentConfigInput): Promise<string> {
  const { runs } = await client.experiments.launch(config)
  return runs[0] as string
}

const patienceMs = 60 * 60_000

/** Throws where the run ends in another way, or goes on for too long. */
async function untilState({ client }: LongHost, id: string, wanted: Run['state']): Promise<void> {
  const latest = performance.now() + patienceMs
  const ends: readonly Run['state'][] = ['done', 'cancelled', 'failed', 'crashed', 'interrupted']
  for (;;) {
    const { state, reason } = await client.runs.get({ id })
    if (state === wanted) return
    if (ends.includes(state) || performance.now() > latest)
      throw new Error(`Expected the run to be ${wanted}: it is ${state}. ${reason ?? ''}`)
    await wait(100)
  }
}

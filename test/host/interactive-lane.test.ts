import { join } from 'node:path'
import { setImmediate as letOthers } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EngineStatus, Preview, RateRange } from '../../src-main/contract/index.ts'
import { RunConfig } from '../../src-main/contract/run-config.ts'
import { createEngine } from '../../src-main/engine/client.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { createInteractiveLane, type InteractiveLane } from '../../src-main/host/interactive-lane.ts'

const entry = join(import.meta.dirname, '../support/interactive-engine.mjs')

interface Started {
  readonly lane: InteractiveLane
  readonly announced: { readonly name: string; readonly payload: unknown }[]
  readonly training: { isOn: boolean }
  ask(name: string, task?: string, options?: { isBackground: boolean }): Promise<RateRange>
  preview(count: number, task?: string): Promise<Preview>
  estimatedThreads(): Promise<number>
  untilState(state: EngineStatus['state']): Promise<void>
  untilProgress(note: string): Promise<void>
}

const about = (name: string) => ({
  config: RunConfig.parse({ name, dataset: { id: 'shapes' } }),
  datasetFolder: '',
  initialWeights: null,
})

function start(options: { idleMs?: number; graceMs?: number; device?: string } = {}): Started {
  const announced: Started['announced'] = []
  const training = { isOn: false }
  let wake = (): void => undefined
  const emit = (_namespace: string, name: string, payload: unknown): void => {
    announced.push({ name, payload })
    wake()
  }
  // The lane uses no more of the context than this.
  const context = { emit, log: { write: () => undefined } } as unknown as HostContext
  const lane = createInteractiveLane(context, {
    ...options,
    createEngine: ({ env, ...engine }) =>
      createEngine({ ...engine, entry, env: { ...env, FAKE_DEVICE: options.device ?? 'none' } }),
    isTraining: () => training.isOn,
    threads: () => 2,
  })
  onTestFinished(() => lane.stop())
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await new Promise<void>((resolve) => (wake = resolve))
  }
  return {
    lane,
    announced,
    training,
    ask: (name, task = name, options = { isBackground: false }) =>
      lane.ask(task, 'rate-range', async () => ({ ...about(name), from: 1, to: 2, steps: 10 }), options),
    preview: (count, task = 'preview') => lane.ask(task, 'preview', async () => ({ ...about('draw'), count })),
    estimatedThreads: async () => (await lane.ask('cost', 'estimate', async () => about('cost'))).stepsPerEpoch,
    untilState: (state) => until(() => lane.status.state === state),
    untilProgress: (note) =>
      until(() =>
        announced.some(({ name, payload }) => name === 'progress' && (payload as { note: string }).note === note),
      ),
  }
}

const cancelled = { status: 'rejected', reason: { code: 'cancelled' } }
const processOf = ({ points }: RateRange): number => points[0]?.rate ?? 0
const threadsOf = ({ points }: RateRange): number => points[0]?.loss ?? -1

describe('the interactive lane', () => {
  it('starts an engine on demand, keeps it, and answers with data and bytes', async () => {
    const { lane, ask, preview } = start()
    expect(lane.status.state).toBe('stopped')
    const first = await ask('one')
    expect(first.suggestion).toBe(3)
    expect(processOf(await ask('two'))).toBe(processOf(first))
    expect([...(await preview(12)).plain]).toEqual([1, 2, 3])
    expect(lane.status).toMatchObject({ lane: 'interactive', state: 'ready', backend: 'fake' })
  })

  it('ends the engine when nobody has asked for a while, and starts another one', async () => {
    const { ask, untilState } = start({ idleMs: 20 })
    const first = await ask('one')
    await untilState('stopped')
    expect(processOf(await ask('two'))).not.toBe(processOf(first))
  })

  it('tells progress under the name of the task', async () => {
    const { ask, announced } = start()
    await ask('one', 'task 7')
    const told = announced.filter(({ name }) => name === 'progress').map(({ payload }) => payload)
    expect(told).toEqual([{ subject: 'task 7', kind: 'task', done: 1, total: 2, rate: null, note: 'one' }])
  })

  it('passes on what the engine refuses, and goes on', async () => {
    const { ask } = start()
    await expect(ask('wrong')).rejects.toMatchObject({ code: 'invalid-input', message: 'No such thing.' })
    expect((await ask('one')).suggestion).toBe(3)
  })

  it('answers a question whose preparation fails with that failure', async () => {
    const { lane, ask } = start()
    await expect(lane.ask('t', 'estimate', () => Promise.reject(new Error('no dataset')))).rejects.toThrow('no dataset')
    expect((await ask('one')).suggestion).toBe(3)
  })

  it('replaces a waiting preview of the same task, and only that', async () => {
    const { ask, preview, lane, untilProgress } = start()
    const running = ask('long')
    await untilProgress('long')
    const [older, other, newer] = [preview(1), preview(2, 'another'), preview(3)]
    await expect(older).rejects.toMatchObject({ code: 'cancelled' })
    lane.cancel('long')
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect((await other).images).toEqual([2])
    expect((await newer).images).toEqual([3])
  })

  it('interrupts a question for which nobody waits, and asks it again', async () => {
    const { lane, ask, announced, untilProgress } = start()
    const sheet = ask('long', 'sheet', { isBackground: true })
    await untilProgress('long')
    expect((await ask('one')).suggestion).toBe(3)
    announced.length = 0
    await untilProgress('long')
    lane.cancel('sheet')
    await expect(sheet).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('lets a person pass, and what that person asks next, before questions for which nobody waits', async () => {
    const { ask } = start()
    const order: string[] = []
    const asked = (name: string, isBackground: boolean): Promise<void> =>
      ask(name, name, { isBackground }).then(() => void order.push(name))
    const sheet = ['one', 'two', 'three'].map((name) => asked(name, true))
    await asked('image', false).then(() => asked('map', false))
    await Promise.all(sheet)
    expect(order.filter((name) => name !== 'one')).toEqual(['image', 'map', 'two', 'three'])
  })
})

describe('a question that takes long', () => {
  it('lets those pass that are asked after it, and goes on where it was', async () => {
    const { ask, untilProgress } = start()
    const order: string[] = []
    const asked = (name: string): Promise<void> => ask(name).then(() => void order.push(name))
    const long = asked('makes way')
    await untilProgress('makes way')
    const other = asked('makes way too')
    await untilProgress('makes way too')
    await asked('one')
    await Promise.all([long, other])
    expect(order).toEqual(['one', 'makes way too', 'makes way'])
  })

  it('makes way also for one that was asked while it was prepared', async () => {
    const { ask, lane } = start()
    const prepared = Promise.withResolvers<void>()
    const prepare = async () => {
      await prepared.promise
      return { ...about('makes way'), from: 1, to: 2, steps: 10 }
    }
    const long = lane.ask('long', 'rate-range', prepare)
    const other = ask('one')
    setTimeout(prepared.resolve, 200)
    expect(processOf(await other)).toBe(processOf(await long))
  })

  it('is answered before those for which nobody waits, and can be cancelled while it waits', async () => {
    const { lane, ask, untilProgress } = start()
    const order: string[] = []
    const long = ask('makes way').then(() => void order.push('long'))
    await untilProgress('makes way')
    const other = ask('makes way too')
    await untilProgress('makes way too')
    const sheet = ask('sheet', 'sheet', { isBackground: true }).then(() => void order.push('sheet'))
    const running = ask('long')
    await untilProgress('long')
    lane.cancel('makes way too')
    await expect(other).rejects.toMatchObject({ code: 'cancelled' })
    lane.cancel('long')
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await Promise.all([long, sheet])
    expect(order).toEqual(['long', 'sheet'])
  })

  it('is asked again where its engine has to give way to a training', async () => {
    const { lane, ask, training, untilProgress } = start()
    const long = ask('makes way')
    await untilProgress('makes way')
    const other = ask('gives way')
    await untilProgress('gives way')
    training.isOn = true
    lane.giveWay()
    expect((await other).points[0]?.loss).toBe(2)
    // Of the new engine.
    const next = ask('one')
    expect((await next).points[0]?.loss).toBe(2)
    lane.cancel('makes way')
    await expect(long).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is asked again where a question needs an engine of other numerics', async () => {
    const { ask, announced, untilProgress } = start()
    const long = ask('makes way')
    await untilProgress('makes way')
    const other = await ask('other numerics')
    announced.length = 0
    await untilProgress('makes way')
    // It makes way again, in the new engine, and goes on there.
    await ask('one')
    expect(processOf(await long)).toBe(processOf(other))
  })
})

describe('cancelling', () => {
  it('ends what waits and what runs under the name, and keeps the engine', async () => {
    const { lane, ask, untilProgress } = start()
    const { points } = await ask('one')
    const running = ask('long', 'mine')
    await untilProgress('long')
    const ended = Promise.allSettled([running, ask('two', 'mine')])
    const other = ask('three', 'other')
    lane.cancel('mine')
    lane.cancel('nobody')
    expect(await ended).toMatchObject([cancelled, cancelled])
    expect((await other).points).toEqual(points)
  })

  it('finds a question at every moment on its way to the engine', async () => {
    const { lane, ask } = start()
    for (let moments = 0; moments < 12; moments++) {
      const name = `cancelled after ${moments}`
      const ended = Promise.allSettled([ask('long', name)])
      for (let moment = 0; moment < moments; moment++) await Promise.resolve()
      lane.cancel(name)
      expect(await ended).toMatchObject([cancelled])
    }
  })

  it('ends an engine that does not listen after a short grace', async () => {
    const { lane, ask, untilProgress } = start({ graceMs: 30 })
    const before = processOf(await ask('one'))
    const stuck = ask('stuck')
    await untilProgress('stuck')
    lane.cancel('stuck')
    await expect(stuck).rejects.toMatchObject({ code: 'cancelled' })
    expect(processOf(await ask('two'))).not.toBe(before)
  })
})

describe('a crash of the interactive engine', () => {
  it('is the answer to the call, and the next one gets a new engine', async () => {
    const { ask } = start()
    await expect(ask('crash')).rejects.toMatchObject({
      code: 'engine-crashed',
      message: expect.stringContaining('about to die'),
      hint: expect.stringMatching(/^Nothing recorded is lost\. .*Try again: a new engine starts\.$/),
    })
    expect((await ask('one')).suggestion).toBe(3)
  })
})

describe('beside a training', () => {
  it('takes few threads, and all of them when it has ended only where time is measured', async () => {
    const { ask, training, estimatedThreads } = start()
    expect(threadsOf(await ask('one'))).toBe(0)
    training.isOn = true
    expect(threadsOf(await ask('two'))).toBe(2)
    training.isOn = false
    expect(threadsOf(await ask('three'))).toBe(2)
    expect(await estimatedThreads()).toBe(0)
  })

  it('asks again with few threads what was running when a training began', async () => {
    const { ask, lane, training, untilProgress } = start()
    const answer = ask('gives way')
    await untilProgress('gives way')
    training.isOn = true
    lane.giveWay()
    expect(threadsOf(await answer)).toBe(2)
  })

  it('ends an idle engine that has all threads when a training begins', async () => {
    const { ask, lane, training, untilState } = start()
    await ask('one')
    training.isOn = true
    lane.giveWay()
    await untilState('stopped')
  })

  it('takes few threads also where the training begins while an engine is exchanged', async () => {
    const { ask, lane, training, estimatedThreads } = start()
    training.isOn = true
    await ask('one')
    training.isOn = false
    const threads = estimatedThreads()
    await letOthers()
    training.isOn = true
    lane.giveWay()
    expect(await threads).toBe(2)
  })

  it('asks nothing again for a training that has ended: a crash is told', async () => {
    const { ask, lane, training, untilProgress, announced } = start({ graceMs: 30 })
    const given = Promise.allSettled([ask('stuck')])
    await untilProgress('stuck')
    training.isOn = true
    lane.giveWay()
    training.isOn = false
    announced.length = 0
    await untilProgress('stuck')
    lane.cancel('stuck')
    expect(await given).toMatchObject([cancelled])
    await expect(ask('crash')).rejects.toMatchObject({ code: 'engine-crashed' })
  })

  it('computes on the processor where the graphics card is full, and says so', async () => {
    const { ask, lane, training } = start({ device: 'GPU, fake' })
    training.isOn = true
    expect((await ask('card is full')).suggestion).toBe(3)
    expect(lane.status).toMatchObject({ device: 'CPU, fake', note: expect.stringContaining('no memory left') })
  })
})

describe('stopping the lane', () => {
  it('answers everything with cancelled and leaves no process', async () => {
    const { lane, ask, untilProgress } = start()
    const running = ask('stuck')
    await untilProgress('stuck')
    const ended = Promise.allSettled([running, ask('two')])
    await lane.stop()
    expect(await ended).toMatchObject([cancelled, cancelled])
    expect(lane.status.state).toBe('stopped')
    await expect(ask('late')).rejects.toMatchObject({ code: 'cancelled' })
  })
})

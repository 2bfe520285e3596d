import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { RunConfig } from '../../src-main/contract/run-config.ts'
import { createEngine, type Engine } from '../../src-main/engine/client.ts'
import type { TrainJob } from '../../src-main/engine/protocol.ts'

const entry = resolve(import.meta.dirname, '../support/exchanging-engine.mjs')

const job = (id: string, name: string): TrainJob => ({
  ...{ kind: 'train', id, datasetFolder: '/nowhere', runFolder: '/nowhere' },
  ...{ resumeFrom: null, fork: null, initialWeights: null },
  config: RunConfig.parse({ name, dataset: { id: 'shapes' } }),
})

describe('an engine whose card or memory fails', () => {
  let engine: Engine
  afterEach(() => engine.shutdown())

  it('names memory where the system ended it', async () => {
    engine = createEngine({ lane: 'training', entry, onStatus: () => undefined })
    await expect(engine.run(job('1', 'out of memory'), () => undefined)).rejects.toMatchObject({
      code: 'engine-crashed',
      hint: expect.stringContaining('a smaller batch needs less'),
    })
    expect((await engine.run(job('2', 'small'), () => undefined)).outcome).toBe('done')
  })

  it('gives no job to a process that was killed and has not ended yet', async () => {
    engine = createEngine({ lane: 'training', entry, onStatus: () => undefined })
    await engine.run(job('1', 'small'), () => undefined)
    engine.kill()
    expect((await engine.run(job('2', 'small'), () => undefined)).outcome).toBe('done')
  })

  it('gives the job to the processor with the reason, and the next job to the card again', async () => {
    const told: (string | null)[] = []
    engine = createEngine({
      lane: 'training',
      entry,
      onStatus: ({ device, note }) => told.push(`${device}: ${note}`),
    })
    const first = await engine.run(job('1', 'too large'), () => undefined)
    expect(engine.status).toMatchObject({ state: 'ready', device: 'CPU', note: 'The device ran out of memory.' })
    const second = await engine.run(job('2', 'small'), () => undefined)
    expect(engine.status).toMatchObject({ state: 'ready', device: 'GPU', note: null })
    expect(second.step).not.toBe(first.step)
    expect((await engine.run(job('3', 'small'), () => undefined)).step).toBe(second.step)
    expect(told.indexOf('GPU: null')).toBeLessThan(told.indexOf('CPU: The device ran out of memory.'))
  })

  it('ends a job that was cancelled before the card failed, instead of giving it on', async () => {
    engine = createEngine({
      lane: 'training',
      entry,
      onStatus: ({ state }) => state === 'busy' && engine.cancel('1'),
    })
    const first = engine.run(job('1', 'fails when cancelled'), () => undefined)
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
    expect(engine.status).toMatchObject({ state: 'stopped', backend: null, device: null, silentSince: null })
    expect((await engine.run(job('2', 'small'), () => undefined)).outcome).toBe('done')
    expect(engine.status).toMatchObject({ state: 'ready', device: 'GPU', note: null })
  })
})

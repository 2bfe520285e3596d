import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { RunConfig } from '../../src-main/contract/run-config.ts'
import type { EngineStatus } from '../../src-main/contract/system.ts'
import { createEngine, type Engine } from '../../src-main/engine/client.ts'
import type { TrainJob } from '../../src-main/engine/protocol.ts'

const job = (name: string): TrainJob => ({
  ...{ kind: 'train', id: '1', datasetFolder: '/nowhere', runFolder: '/nowhere' },
  ...{ resumeFrom: null, fork: null, initialWeights: null },
  config: RunConfig.parse({ name, dataset: { id: 'shapes' } }),
})

describe('an engine that gives no sign of life', () => {
  let engine: Engine
  afterEach(() => engine.kill())
  const start = (onStatus: (status: EngineStatus) => void): Engine =>
    createEngine({
      lane: 'training',
      entry: resolve(import.meta.dirname, '../support/silent-engine.mjs'),
      silenceMs: 300,
      onStatus,
    })

  it('is told to be silent, and heard again', async () => {
    const told: EngineStatus[] = []
    engine = start((status) => told.push(status))
    await engine.run(job('1500'), () => undefined)
    const silent = told.find(({ state, silentSince }) => state === 'busy' && typeof silentSince === 'number')
    expect(silent?.silentSince).toBeLessThanOrEqual(Date.now() - 300)
    expect(engine.status).toMatchObject({ state: 'ready', silentSince: null })
  })

  it('can be ended', async () => {
    const running = new Promise<void>((silent) => {
      engine = start(({ state, silentSince }) => state === 'busy' && typeof silentSince === 'number' && silent())
    }).then(() => engine.kill())
    await expect(engine.run(job('for ever'), () => undefined)).rejects.toMatchObject({ code: 'engine-crashed' })
    await running
    expect(engine.status).toMatchObject({ state: 'stopped', silentSince: null })
  })
})

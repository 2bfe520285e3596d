import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { programFolder, startHost, untilRun } from '../support/test-host.ts'
import { hasTensorflow, tellSkipped } from '../support/tensorflow-backend.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const engine = join(programFolder, 'out', 'main', 'engine.cjs')
const canRun = hasTensorflow && existsSync(engine)
if (hasTensorflow && !canRun) console.log('SKIPPED interrupting an engine: out/main/engine.cjs is not built')

tellSkipped('interrupting an engine')
describe.runIf(canRun)('an engine in a step that takes long', () => {
  it('gives the step up when its run is cancelled, and is ready for the next one', async () => {
    const host = await startHost(temporaryFolder(), engine)
    const small = {
      dataset: { id: 'shapes', params: { classes: 2, size: 64, train: 256, validation: 16 } },
      architecture: 'small-cnn:width=8,depth=2',
      backend: 'tensorflow',
      monitor: { trainImages: 0, validationImages: 16 },
      epochs: 1,
    }
    // Half a minute a step.
    const long = { architecture: 'small-cnn:width=48,depth=3', objective: 'adversarial-regularization:iterations=40' }
    const { runs } = await host.client.experiments.launch({
      base: { ...small, batchSize: 256 },
      runs: [long, { epochs: 1 }],
      conditions: [],
    })
    const [first, second] = runs as [string, string]
    await untilRun(host, first, 'running')
    await host.client.runs.cancel({ id: first })
    expect(await untilRun(host, first, 'cancelled', 'done', 'failed', 'crashed')).toMatchObject({
      state: 'cancelled',
      step: 0,
    })
    expect(await host.client.runs.checkpoints({ id: first })).toEqual([])
    expect(await untilRun(host, second, 'done', 'failed', 'crashed')).toMatchObject({ state: 'done', step: 1 })
    const { engines } = await host.client.system.info({})
    expect(engines.find(({ lane }) => lane === 'training')).toMatchObject({ backend: 'tensorflow' })
  })
})

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../src-main/contract/index.ts'
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
    /** A run with one step of so many attacks, cancelled as it begins, and what waits behind it. */
    const cancel = async (iterations: number): Promise<{ cancelled: Run; waiting: string }> => {
      const long = {
        architecture: 'small-cnn:width=48,depth=3',
        objective: `adversarial-regularization:iterations=${iterations}`,
      }
      const { runs } = await host.client.experiments.launch({
        base: { ...small, batchSize: 256 },
        runs: [long, { epochs: 1 }],
        conditions: [],
      })
      const [first, waiting] = runs as [string, string]
      await untilRun(host, first, 'running')
      await host.client.runs.cancel({ id: first })
      return { cancelled: await untilRun(host, first, 'cancelled', 'done', 'failed', 'crashed'), waiting }
    }
    // Half a minute a step on two cores. Where the grace of two seconds is enough, longer ones.
    let { cancelled, waiting } = await cancel(40)
    for (let iterations = 160; cancelled.step > 0 && iterations < 3000; iterations *= 4) {
      ;({ cancelled, waiting } = await cancel(iterations))
    }
    expect(cancelled).toMatchObject({ state: 'cancelled', step: 0 })
    expect(await host.client.runs.checkpoints({ id: cancelled.id })).toEqual([])
    expect(await untilRun(host, waiting, 'done', 'failed', 'crashed')).toMatchObject({ state: 'done', step: 1 })
    const { engines } = await host.client.system.info({})
    expect(engines.find(({ lane }) => lane === 'training')).toMatchObject({ backend: 'tensorflow' })
  })
})

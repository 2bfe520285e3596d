import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethod, type Evaluation } from '../../src-main/contract/index.ts'
import type { Host } from '../../src-main/host/create-host.ts'
import { leaveOut } from '../support/leave-out.ts'
import { listBelow } from '../support/processes.ts'
import { hasTensorflow } from '../support/tensorflow-backend.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { programFolder, startHost, until, untilEvaluated } from '../support/test-host.ts'

const engine = join(programFolder, 'out', 'main', 'engine.cjs')
const condition = parseMethod('pgd:steps=40')
const images = 400

/** The engine of this host ends at once when an evaluation has told its first batches. */
function killAfter(host: Host, done: number): void {
  const end = host.client.system.on('progress', (told) => {
    if (told.kind !== 'evaluate' || told.done < done || told.done === told.total) return
    end()
    const found = listBelow(process.pid).find(({ command }) => command.includes('engine.cjs'))
    if (found) process.kill(found.pid, 'SIGKILL')
  })
}

describe('an evaluation whose engine is killed', () => {
  if (!existsSync(engine)) return leaveOut('exact evaluations of a killed engine', 'out/main/engine.cjs is not built')
  if (!hasTensorflow) return leaveOut('exact evaluations of a killed engine', 'TensorFlow is not prepared')

  it('comes to the table, calibration and checks of one that was not', async () => {
    const host = await startHost(temporaryFolder(), engine)
    const { client } = host
    const dataset = { id: 'shapes', params: { size: 16, train: 40, validation: images, classes: 3 } }
    const base = {
      ...{ dataset, architecture: 'small-cnn:width=4,depth=2' },
      ...{ batchSize: 8, epochs: 1, monitor: { trainImages: 8, validationImages: 8 } },
    }
    const { runs } = await client.experiments.launch({ base, runs: [{}], conditions: [parseMethod('clean')] })
    const [run = ''] = runs
    await untilEvaluated(host, run)

    const evaluate = async (again: boolean): Promise<Evaluation | undefined> => {
      await client.evaluations.launch({ run, conditions: [condition], again })
      const read = async () => (await client.evaluations.list({})).find((it) => it.condition.id === 'pgd')
      return until(host, 'evaluations.changed', read, (it) => it?.state === 'done' || it?.state === 'failed')
    }
    const table = async ({ id: evaluation, checks, correct, correctTop5, meanLoss, n }: Evaluation) => ({
      ...{ checks, correct, correctTop5, meanLoss, n },
      calibration: (await client.measures.calibration({ runs: [run] })).find((it) => it.evaluation === evaluation)
        ?.calibration,
    })

    killAfter(host, 256)
    const killed = await evaluate(false)
    expect(killed).toMatchObject({ state: 'failed' })
    const resumed = await evaluate(false)
    if (!resumed) throw new Error('It is there.')
    const ofResumed = await table(resumed)
    expect(ofResumed.calibration).toMatchObject({
      ...{ all: { n: images }, scaled: { temperature: expect.any(Number) } },
      intervals: { ece: expect.any(Array), brier: expect.any(Array), nll: expect.any(Array) },
    })

    const whole = await evaluate(true)
    if (!whole) throw new Error('It is there.')
    expect(await table(whole)).toEqual(ofResumed)
  }, 120_000)
})

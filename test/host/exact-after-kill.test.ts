import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../src-main/contract/index.ts'
import type { Host } from '../../src-main/host/create-host.ts'
import { makeImageFolder } from '../e2e/support/real-images.ts'
import { leaveOut } from '../support/leave-out.ts'
import { listBelow } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { hasTensorflow } from '../support/tensorflow-backend.ts'
import { programFolder, startHost, untilRun } from '../support/test-host.ts'

const engine = join(programFolder, 'out', 'main', 'engine.cjs')

/** 96 images: three epochs of 16 steps. The head learns alone for two of them, then a block more. */
const config: Partial<RunConfigInput> = {
  ...{ architecture: 'mobilenet-v2', batchSize: 6, epochs: 3, deterministic: true, seed: 3 },
  objective: 'adversarial-regularization:gradientNorm=infinity,stepSize=2/255',
  freezing: 'progressive:patience=1,minChange=1000,rateFactor=0.5,batchNormalization=moving',
  augmentations: ['gaussian-noise', 'poisson-noise', 'salt-and-pepper'],
  monitor: { trainImages: 12, validationImages: 24, attack: 'fgsm:epsilon=2/255' },
}
const stepsPerEpoch = 16

/** The engine of this host ends at once when a point of this step or a later one is announced. */
function killAfter(host: Host, run: string, step: number): void {
  const end = host.client.runs.on('points', (told) => {
    if (told.run !== run || !told.points.some((point) => point.step >= step)) return
    end()
    const found = listBelow(process.pid).find(({ command }) => command.includes('engine.cjs'))
    if (found) process.kill(found.pid, 'SIGKILL')
  })
}

async function outcomeOf({ client }: Host, id: string) {
  const [points, events, checkpoints] = await Promise.all([
    client.runs.metrics({ id }),
    client.runs.events({ id }),
    client.runs.checkpoints({ id }),
  ])
  const ofTheClock = ['images-per-second', 'data-wait-share']
  return {
    points: points.filter(({ name }) => !ofTheClock.includes(name)),
    unfreezings: events.flatMap(({ kind, step, message }) => (kind === 'unfreezing' ? [[step, message]] : [])),
    files: checkpoints.map(({ kind, step, epoch, sha256 }) => [kind, step, epoch, sha256]),
  }
}

describe('a run whose engine is killed in the middle of an epoch', () => {
  if (!existsSync(engine)) return leaveOut('exact resume of a killed engine', 'out/main/engine.cjs is not built')
  if (!hasTensorflow) return leaveOut('exact resume of a killed engine', 'TensorFlow is not prepared')

  it('leaves the weights and every metric of one that was not: MobileNetV2, adversarial, unfreezing, noises', async () => {
    const host = await startHost(temporaryFolder(), engine)
    const { client } = host
    const { id: imported } = await client.datasets.import({
      path: await makeImageFolder(temporaryFolder()),
      imageSize: 32,
    })
    const base = { ...config, dataset: { id: 'image-folder', imported } }
    const train = async (): Promise<string> => {
      const { runs } = await client.experiments.launch({ base, runs: [{}], conditions: [] })
      return runs[0] as string
    }
    const ended = (id: string) => untilRun(host, id, 'done', 'failed', 'crashed')

    const whole = await train()
    expect(await ended(whole)).toMatchObject({ state: 'done' })

    const killed = await train()
    for (const [epoch, resume] of [
      [1, () => undefined],
      [2, () => client.runs.resume({ id: killed })],
    ] as const) {
      const step = epoch * stepsPerEpoch
      // Ten steps later the first points of the next epoch are read.
      killAfter(host, killed, step + 10)
      await resume()
      expect(await ended(killed)).toMatchObject({
        state: 'crashed',
        reason: expect.stringContaining(`Resume goes on at step ${step}.`),
      })
    }
    await client.runs.resume({ id: killed })
    expect(await ended(killed)).toMatchObject({ state: 'done' })

    const expected = await outcomeOf(host, whole)
    expect(expected.unfreezings.map(([step]) => step)).toEqual([0, 2 * stepsPerEpoch])
    expect(expected.points.filter(({ name }) => name === 'loss')).toHaveLength(3 * stepsPerEpoch)
    expect(await outcomeOf(host, killed)).toEqual(expected)
  }, 300_000)
})

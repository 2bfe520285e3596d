import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runTrainJob } from '../../../src-main/engine/jobs/train-job.ts'
import type { JobEvent, TrainJob } from '../../../src-main/engine/protocol.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function prepare() {
  const datasetFolder = await smallDataset(temporaryFolder())
  const config = smallConfig({ architecture: 'small-cnn:width=2,depth=1', epochs: 1 })
  const jobOf = (more: Partial<TrainJob> = {}): TrainJob => ({
    kind: 'train',
    ...{ id: '1', config, datasetFolder, runFolder: temporaryFolder() },
    ...{ resumeFrom: null, fork: null, initialWeights: null },
    ...more,
  })
  const run = async (job: TrainJob, signal = new AbortController().signal) => {
    const { backend, ...context } = await probeContext(signal)
    return { result: await runTrainJob(job, { ...context, runtime: backend.step }), events: context.events }
  }
  return { jobOf, run, datasetFolder, config }
}
const checkpointsOf = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.kind === 'checkpoint' ? [event.file] : []))

describe('runTrainJob', () => {
  it('leaves a fork that is interrupted in its first step with a checkpoint of its own', async () => {
    const { jobOf, run, config } = await prepare()
    const origin = await run(jobOf())
    const last = checkpointsOf(origin.events).at(-1)
    expect(last).toMatchObject({ kind: 'last', step: 5, epoch: 1 })
    for (const [keepsProgress, step, epoch] of [
      [true, 5, 1],
      [false, 0, 0],
    ] as const) {
      const fork = { checkpoint: last?.path ?? '', keepsProgress, keepsSchedule: true, keepsPlace: true }
      const job = jobOf({ fork, config: { ...config, epochs: 2 } })
      const { result, events } = await run(job, AbortSignal.abort())
      expect(result).toEqual({ outcome: 'cancelled', step, epoch })
      expect(checkpointsOf(events)).toMatchObject([{ kind: 'last', step, epoch }])
      expect(readdirSync(join(job.runFolder, 'checkpoints'))).toHaveLength(1)
    }
  })

  it.skipIf(process.platform !== 'linux')('closes the files of the dataset where it is refused', async () => {
    const { jobOf, run, datasetFolder } = await prepare()
    await expect(run(jobOf({ resumeFrom: '/nowhere/last.safetensors' }))).rejects.toThrow('the file is gone')
    expect(openFiles().filter((path) => path.startsWith(datasetFolder))).toEqual([])
  })
})

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((file) => {
    try {
      return [readlinkSync(`/proc/self/fd/${file}`)]
    } catch {
      // That of the listing itself.
      return []
    }
  })
}

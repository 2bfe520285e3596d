import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../src-main/contract/run-config.ts'
import { createEngine } from '../../src-main/engine/client.ts'
import type { JobEvent } from '../../src-main/engine/protocol.ts'
import { generalObjectives } from '../support/general-objectives.ts'
import { leaveOut } from '../support/leave-out.ts'
import { smallConfig, smallDataset } from '../support/probe-context.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const entry = resolve(import.meta.dirname, '../../out/main/engine.cjs')

/** Trains in an engine of its own: the digests of the last checkpoints, and what the run tells of its start. */
async function train(datasetFolder: string, configs: readonly Partial<RunConfigInput>[]) {
  const engine = createEngine({ lane: 'training', entry, onStatus: () => undefined })
  const digests: string[] = []
  const starts: string[] = []
  const onEvents = (events: readonly JobEvent[]): void => {
    for (const event of events) {
      if (event.kind === 'checkpoint' && event.file.kind === 'last') digests.push(event.file.sha256)
      if (event.kind === 'happened' && event.what === 'started') starts.push(event.message)
    }
  }
  try {
    for (const [i, changes] of configs.entries()) {
      const runFolder = temporaryFolder()
      mkdirSync(join(runFolder, 'checkpoints'))
      const config = smallConfig({ epochs: 1, monitor: { trainImages: 0, validationImages: 4 }, ...changes })
      const start = { resumeFrom: null, fork: null, initialWeights: null }
      await engine.run({ kind: 'train', id: String(i), config, datasetFolder, runFolder, ...start }, onEvents)
    }
  } finally {
    await engine.shutdown()
  }
  return { digests, starts }
}

describe('deterministic runs', () => {
  if (!existsSync(entry)) return leaveOut('deterministic runs', 'out/main/engine.cjs is not built')

  it('give the same bits in another process, for every objective, and say where they were computed', async () => {
    const datasetFolder = await smallDataset(temporaryFolder())
    const configs = generalObjectives.map(({ id }) => ({ objective: id, deterministic: true }))
    const first = await train(datasetFolder, configs)
    expect(new Set(first.digests).size).toBe(generalObjectives.length)
    expect(await train(datasetFolder, configs)).toEqual(first)
    expect(first.starts).toHaveLength(generalObjectives.length)
    expect(first.starts[0]).toMatch(/^Started: 5 steps in 1 epochs\. On (CPU|GPU).*, float32, deterministic\.$/)
  })
})

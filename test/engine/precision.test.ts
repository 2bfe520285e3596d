import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src-main/engine/client.ts'
import type { JobEvent } from '../../src-main/engine/protocol.ts'
import { leaveOut } from '../support/leave-out.ts'
import { smallConfig, smallDataset } from '../support/probe-context.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const entry = resolve(import.meta.dirname, '../../out/main/engine.cjs')

describe('an engine on a device that has not the precision of a run', () => {
  if (!existsSync(entry)) return leaveOut('jobs in another precision', 'out/main/engine.cjs is not built')

  it('refuses to train it, and evaluates what another device has trained', async () => {
    const engine = createEngine({ lane: 'training', entry, onStatus: () => undefined })
    const events: JobEvent[] = []
    const onEvents = (batch: readonly JobEvent[]): void => void events.push(...batch)
    const [datasetFolder, runFolder] = [await smallDataset(temporaryFolder()), temporaryFolder()]
    mkdirSync(join(runFolder, 'checkpoints'))
    const config = smallConfig({ backend: 'javascript', epochs: 1 })
    const rounded = { ...config, precision: 'bfloat16' } as const
    const train = {
      kind: 'train',
      datasetFolder,
      runFolder,
      resumeFrom: null,
      fork: null,
      initialWeights: null,
    } as const
    try {
      await engine.run({ ...train, id: '1', config }, onEvents)
      const file = events.flatMap((event) => (event.kind === 'checkpoint' ? [event.file.path] : [])).at(-1) ?? ''
      await expect(engine.run({ ...train, id: '2', config: rounded }, onEvents)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining('The precision bfloat16 needs TensorFlow'),
      })
      const evaluate = { kind: 'evaluate', datasetFolder, checkpoint: file, split: 'validation' } as const
      const seen = { images: 20, corrupted: null, surrogate: null, begun: null, temperature: null }
      const condition = { id: 'clean', params: {} }
      await engine.run({ ...evaluate, ...seen, condition, id: '3', config: rounded }, onEvents)
      expect(events.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))).toHaveLength(20)
    } finally {
      await engine.shutdown()
    }
  })
})

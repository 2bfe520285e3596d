import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launch, startHost, untilRun, workspaceWithDataset } from '../support/test-host.ts'

const exchangingEngine = resolve(import.meta.dirname, '../support/exchanging-engine.mjs')

describe('what the status of an engine says beside its state', () => {
  it('is kept in the log, once for every job that the processor takes over', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace, exchangingEngine)
    const { runs } = await launch(host, ['too large', 'small'], { conditions: [] })
    for (const run of runs) await untilRun(host, run, 'done')
    const lines = readFileSync(join(workspace, 'logs', 'host.log'), 'utf8')
      .trim()
      .split('\n')
    const notes = lines.map((line) => JSON.parse(line)).filter(({ message }) => message.includes('out of memory'))
    expect(notes).toMatchObject([
      { level: 'warning', message: 'The device ran out of memory.', source: 'training engine' },
    ])
  })
})

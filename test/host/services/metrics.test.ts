import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { insertRun } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost } from '../../support/test-host.ts'

/** One run with a loss at each of 2,000 steps and an accuracy at each of 20 epochs. */
async function startWithPoints(): Promise<Host> {
  const workspace = temporaryFolder()
  const store = openStore(join(workspace, 'store', 'adversarium.db'))
  insertRun(store, 'a')
  const loss = Array.from({ length: 2000 }, (_, i) => ({
    name: 'loss',
    step: i + 1,
    epoch: (i + 1) / 100,
    value: i % 2,
  }))
  const accuracy = Array.from({ length: 20 }, (_, i) => ({ name: 'accuracy', step: 100 * i, epoch: i, value: i / 20 }))
  store.transaction(() => store.metrics.put('a', [...loss, ...accuracy]))
  store.close()
  return startHost(workspace)
}

describe('runs.metrics', () => {
  it('gives every point, or long series reduced and short ones as they are', async () => {
    const { client } = await startWithPoints()
    expect(await client.runs.metrics({ id: 'a' })).toHaveLength(2020)
    expect(await client.runs.metrics({ id: 'a', names: ['accuracy'] })).toHaveLength(20)
    const points = await client.runs.metrics({ id: 'a', maxPoints: 100 })
    const { accuracy = [], loss = [] } = Object.groupBy(points, ({ name }) => name)
    expect(accuracy).toEqual(await client.runs.metrics({ id: 'a', names: ['accuracy'] }))
    expect(loss.length).toBeLessThanOrEqual(100)
    expect(loss[1]).toEqual({
      name: 'loss',
      step: 45,
      epoch: expect.any(Number) as number,
      value: 0.5,
      low: 0,
      high: 1,
    })
    const only = await client.runs.metrics({ id: 'a', names: ['loss', 'nothing'], maxPoints: 100 })
    expect(only).toEqual(loss)
  })

  it('refuses an unknown run, and fewer points than make a curve', async () => {
    const { client } = await startWithPoints()
    await expect(client.runs.metrics({ id: 'b', maxPoints: 100 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(client.runs.metrics({ id: 'a', maxPoints: 3 })).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

import { describe, expect, it } from 'vitest'
import { estimateRuns } from '../../src-main/cli/estimate.ts'
import type { Client, Estimate } from '../../src-main/contract/index.ts'

/** As fast as a clock can tell. */
const instantly = {
  experiments: { estimate: async () => ({ epochSeconds: 0, monitorSeconds: 0, runSeconds: 0 }) as Estimate },
} as unknown as Pick<Client, 'experiments'>

describe('runs that are estimated', () => {
  it('have the epochs of their configuration, whatever was measured', async () => {
    const base = { dataset: { id: 'shapes' }, epochs: 3 }
    const runs = [{ seed: 1 }, { seed: 2 }, { epochs: 7 }]
    const estimated = await estimateRuns(instantly, { name: 'study', base, runs })
    expect(estimated.map(({ count, epochs }) => [count, epochs])).toEqual([
      [2, 3],
      [1, 7],
    ])
    const [byDefault] = await estimateRuns(instantly, { base: { dataset: { id: 'shapes' } }, runs: [{}] })
    expect(byDefault?.epochs).toBe(10)
  })
})

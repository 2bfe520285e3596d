import { describe, expect, it } from 'vitest'
import type { QueuedJob } from '../../src-main/contract/index.ts'
import { launch, startHost, untilRun, workspaceWithDataset } from '../support/test-host.ts'

const orderOf = (jobs: readonly QueuedJob[]): string[] => jobs.map(({ kind, run }) => `${kind} ${run}`)

describe('priorities', () => {
  it('put jobs before those that came earlier, evaluations with their training, and outlive the host', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['wait', 'second', 'third', 'fourth'])
    const [first, second, third, fourth] = runs as [string, string, string, string]
    await untilRun(host, first, 'running')
    const jobs = await host.client.system.queue({})
    const idOf = (run: string): number => jobs.find((job) => job.run === run && job.kind === 'train')?.id ?? 0
    const raised = await host.client.system.setPriority({ ids: [idOf(fourth)], priority: 1 })
    const both = (run: string): string[] => [`train ${run}`, `evaluate ${run}`]
    const own = [`train ${first}`]
    expect(orderOf(raised)).toEqual([...own, ...both(fourth), `evaluate ${first}`, ...both(second), ...both(third)])
    expect(raised.filter(({ priority }) => priority === 1)).toHaveLength(2)

    await host.client.system.setPriority({ ids: [idOf(second)], priority: -1 })
    // Behind all of higher priority, it takes that of its new neighbours.
    const moved = await host.client.system.moveJob({ id: idOf(third), before: idOf(fourth) })
    expect(moved[1]).toMatchObject({ run: third, priority: 1 })
    await host.close()

    const again = await startHost(workspace)
    const started: string[] = []
    again.client.runs.on('changed', ({ id, state }) => state === 'preparing' && started.push(id))
    await untilRun(again, second, 'done')
    expect((await again.client.runs.get({ id: first })).state).toBe('interrupted')
    expect(started.at(-1)).toBe(second)
  })

  it('are for what waits', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'])
    await untilRun(host, runs[0] as string, 'running')
    const [job] = await host.client.system.queue({})
    await expect(host.client.system.setPriority({ ids: [job?.id ?? 0], priority: 1 })).rejects.toThrow('runs already')
    await expect(host.client.system.setPriority({ ids: [999], priority: 1 })).rejects.toThrow('no job 999')
  })
})

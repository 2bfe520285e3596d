import { describe, expect, it } from 'vitest'
import type { Host } from '../../src-main/host/create-host.ts'
import { launch, startHost, untilRun, workspaceWithDataset } from '../support/test-host.ts'

const told = async (host: Host, id: string): Promise<string[]> =>
  (await host.client.runs.events({ id })).filter(({ kind }) => kind === 'stop-rule').map(({ message }) => message)

describe('stop rules', () => {
  it('end a run that is worse than the median, say why, and leave it resumable', async () => {
    const host = await startHost()
    const names = ['curve 0.5 0.6', 'curve 0.7 0.8', 'curve 0.6 0.7', 'halt 0.1', 'curve 0.9 0.9']
    const { runs } = await launch(host, names, { stop: { median: {} } })
    const [worst, last] = [runs[3] as string, runs[4] as string]
    await untilRun(host, last, 'done')
    const ended = await host.client.runs.get({ id: worst })
    expect(ended).toMatchObject({ state: 'cancelled', isResumable: true })
    expect(ended.reason).toMatch(
      /^Median rule: after epoch 1 .* worse than 0\.6, the median of 3 other runs\. Resume goes/,
    )
    expect(await told(host, worst)).toEqual([ended.reason])
    expect(await host.client.evaluations.list({ runs: [worst] })).toMatchObject([
      { state: 'cancelled', reason: 'A rule of its experiment ended the run.' },
    ])
    await host.client.runs.resume({ id: worst })
    expect(await untilRun(host, worst, 'done')).toMatchObject({ reason: null })
  })

  it('let no further run begin once a run reached the target', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['curve 0.5', 'curve 0.9 0.8', 'halt 0.5'], { stop: { target: 0.9 } })
    const last = await untilRun(host, runs[2] as string, 'cancelled')
    expect(last).toMatchObject({ startedAt: null, reason: expect.stringMatching(/^Not begun\. The target is reached/) })
    expect((await untilRun(host, runs[1] as string, 'done')).state).toBe('done')
    expect(await told(host, last.id)).toEqual([last.reason])
  })

  it('keep within a number of runs and a time', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['curve 0.5', 'curve 0.5', 'curve 0.5'], { stop: { maxRuns: 2 } })
    await untilRun(host, runs[2] as string, 'cancelled')
    expect((await untilRun(host, runs[1] as string, 'done')).state).toBe('done')
    const timed = await launch(host, ['halt 0.5', 'curve 0.5'], { stop: { maxMinutes: 1e-9 } })
    await untilRun(host, timed.runs[1] as string, 'cancelled')
    expect(await untilRun(host, timed.runs[0] as string, 'cancelled')).toMatchObject({
      reason: expect.stringContaining('minutes of training are used up'),
    })
  })

  it('leave a run that ended with its host as it is, to be decided when it goes on', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['curve 0.5', 'curve 0.5', 'halt 0.9'], { stop: { median: { minRuns: 2 } } })
    const id = runs[2] as string
    await untilRun(host, id, 'running')
    await host.close()
    const again = await startHost(workspace)
    expect((await again.client.runs.get({ id })).state).toBe('interrupted')
    expect(await told(again, id)).toEqual([])
  })

  it('refuse to watch what is not measured', async () => {
    const host = await startHost()
    const stop = { measure: 'attacked-validation-accuracy' as const, median: {} }
    await expect(launch(host, ['curve 0.5'], { stop })).rejects.toThrow('no attack is monitored')
  })
})

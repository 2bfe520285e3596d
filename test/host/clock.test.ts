import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHost } from '../../src-main/host/create-host.ts'
import { fakeEngine, launch, programFolder, startHost, until, untilEvaluated, untilRun } from '../support/test-host.ts'

const day = 24 * 3600 * 1000

describe('a clock that jumps', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['back', -day],
    ['forward', day],
  ])('%s leaves the order of events, makes no duration negative and no lock stale', async (_, jump) => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait', 'fine'])
    const [waiting, fine] = runs as [string, string]
    await until(
      host,
      'runs.points',
      () => host.client.runs.get({ id: waiting }),
      ({ step }) => step > 0,
    )
    vi.setSystemTime(Date.now() + jump)

    const { workspace: folder } = await host.client.system.info({})
    const second = createHost({
      workspace: folder,
      programFolder,
      engineEntry: fakeEngine,
      settingsFile: join(folder, 's'),
    })
    await expect(second).rejects.toMatchObject({ code: 'conflict' })

    await host.client.runs.cancel({ id: waiting })
    const cancelled = await untilRun(host, waiting, 'cancelled')
    expect(cancelled.finishedAt).toBeGreaterThanOrEqual(cancelled.startedAt as number)
    const done = await untilRun(host, fine, 'done')
    expect(done.finishedAt).toBeGreaterThanOrEqual(done.startedAt as number)
    const [evaluation] = await untilEvaluated(host, fine)
    expect(evaluation?.seconds).toBeGreaterThanOrEqual(0)
    const events = await host.client.runs.events({ id: waiting })
    expect(events.at(-1)?.kind).toBe('ended')
    // By their numbers, not by time.
    expect((await host.client.runs.list({})).map(({ name }) => name)).toEqual(['fine', 'wait'])
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launch, startHost, until, untilEvaluated, untilRun, workspaceWithDataset } from '../support/test-host.ts'

describe('work of the queue that is asked to end', () => {
  it('cancels a queued run, and a running one at its next step', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait', 'fine'])
    const [running, queued] = runs as [string, string]
    await untilRun(host, running, 'running')
    await host.client.runs.cancel({ id: queued })
    expect(await host.client.runs.get({ id: queued })).toMatchObject({ state: 'cancelled', isResumable: false })
    await host.client.runs.cancel({ id: running })
    expect(await untilRun(host, running, 'cancelled')).toMatchObject({
      reason: 'Cancelled. Resume goes on at step 2.',
      isResumable: true,
    })
    expect((await host.client.evaluations.list({ runs })).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    await host.client.runs.resume({ id: running })
    expect((await untilEvaluated(host, running)).map(({ state }) => state)).toEqual(['done'])
  })

  it('takes a single evaluation out of the queue', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'], { conditions: ['clean', 'fgsm'] })
    const id = runs[0] as string
    await untilRun(host, id, 'running')
    const [clean, attacked] = await host.client.evaluations.list({ runs })
    await host.client.evaluations.cancel({ id: attacked?.id as string })
    expect(await host.client.system.queue({})).toMatchObject([{ kind: 'train' }, { evaluation: clean?.id }])
    expect(await host.client.evaluations.list({ runs })).toMatchObject([
      { state: 'queued' },
      { state: 'cancelled', reason: 'Taken out of the queue.' },
    ])
  })

  it('cancels at once by ending the engine, which is no crash', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'])
    const id = runs[0] as string
    await untilRun(host, id, 'running')
    await host.client.runs.cancel({ id, now: true })
    expect(await untilRun(host, id, 'cancelled', 'crashed')).toMatchObject({
      state: 'cancelled',
      reason: 'Cancelled. It had no checkpoint yet.',
    })
  })

  it('ends a stuck engine that was asked to stop and does not, and leaves the run resumable', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['stuck'])
    const id = runs[0] as string
    await until(
      host,
      'runs.changed',
      () => host.client.runs.get({ id }),
      ({ step }) => step === 2,
    )
    await host.client.runs.cancel({ id })
    expect((await host.client.runs.get({ id })).state).toBe('running')
    await host.client.runs.cancel({ id, now: true })
    expect(await untilRun(host, id, 'cancelled', 'crashed')).toMatchObject({
      state: 'cancelled',
      reason: 'Cancelled. Resume goes on at step 2.',
      isResumable: true,
    })
    await host.client.runs.resume({ id })
    expect(await untilRun(host, id, 'done')).toMatchObject({ step: 4 })
  })

  it('pauses a training: the lane goes on with the next, its evaluations wait, Resume goes on', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait', 'fine'])
    const [id, next] = runs as [string, string]
    await untilRun(host, id, 'running')
    await expect(host.client.runs.pause({ id: next })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Only a training that runs can be paused: "fine" is queued.',
    })
    await host.client.runs.pause({ id })
    expect(await untilRun(host, id, 'paused')).toMatchObject({
      reason: 'Paused. Resume goes on at step 2.',
      isResumable: true,
    })
    await untilRun(host, next, 'done')
    expect((await host.client.evaluations.list({ runs: [id] })).map(({ state }) => state)).toEqual(['queued'])
    await host.client.runs.resume({ id })
    expect((await untilEvaluated(host, id)).map(({ state }) => state)).toEqual(['done'])
  })

  it('cancels a paused run with its evaluations, which Resume brings back', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait'])
    const id = runs[0] as string
    await untilRun(host, id, 'running')
    await host.client.runs.pause({ id })
    await untilRun(host, id, 'paused')
    await host.client.runs.cancel({ id })
    expect(await host.client.runs.get({ id })).toMatchObject({
      state: 'cancelled',
      reason: 'Cancelled. Resume goes on at step 2.',
      isResumable: true,
    })
    expect((await host.client.evaluations.list({ runs })).map(({ state }) => state)).toEqual(['cancelled'])
  })

  it('cancels an evaluation with its run', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait for evaluation'])
    const id = runs[0] as string
    await until(
      host,
      'evaluations.changed',
      () => host.client.evaluations.list({ runs }),
      ([evaluation]) => evaluation?.state === 'running',
    )
    await host.client.runs.cancel({ id, now: true })
    expect(await untilEvaluated(host, id)).toMatchObject([{ state: 'cancelled' }])
    expect((await host.client.runs.get({ id })).state).toBe('done')
  })
})

describe('closing the host', () => {
  it('lets the training write its checkpoint, marks it interrupted, and removes the lock file', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['wait', 'fine'])
    const [id, next] = runs as [string, string]
    await untilRun(host, id, 'running')
    expect(JSON.parse(readFileSync(join(workspace, 'host.json'), 'utf8'))).toMatchObject({ pid: process.pid })
    await host.close()
    expect(existsSync(join(workspace, 'host.json'))).toBe(false)

    const again = await startHost(workspace)
    expect(await again.client.runs.get({ id })).toMatchObject({
      state: 'interrupted',
      reason: 'The program stopped. Resume goes on at step 2.',
      isResumable: true,
    })
    await untilRun(again, next, 'done')
    await again.client.runs.resume({ id })
    expect((await untilEvaluated(again, id)).map(({ state }) => state)).toEqual(['done'])
  })
})

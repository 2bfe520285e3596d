import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EngineStatus, MetricPoint, QueuedJob, Run } from '../../src-main/contract/index.ts'
import type { Host } from '../../src-main/host/create-host.ts'
import { launch, startHost, until, untilEvaluated, untilRun, workspaceWithDataset } from '../support/test-host.ts'

const messages = async (host: Host, id: string): Promise<string[]> =>
  (await host.client.runs.events({ id })).map(({ kind, message }) => `${kind}: ${message}`)

describe('the queue', () => {
  it('trains, then evaluates, run by run', async () => {
    const host = await startHost()
    const order: string[] = []
    host.client.system.on('progress', ({ subject }) => order.push(subject))
    const states: string[] = []
    host.client.runs.on('changed', (run: Run) => states.push(`${run.name} ${run.state}`))
    const { runs } = await launch(host, ['first', 'second'], { conditions: ['clean', 'fgsm:epsilon=2/255'] })
    const evaluations = await untilEvaluated(host, ...runs)
    expect([...new Set(states)]).toEqual([
      'first queued',
      'second queued',
      'first preparing',
      'first running',
      'first done',
      'second preparing',
      'second running',
      'second done',
    ])
    expect(evaluations.map(({ run, state, n, correct }) => [run, state, n, correct])).toEqual([
      [runs[0], 'done', 10, 10],
      [runs[0], 'done', 10, 3],
      [runs[1], 'done', 10, 10],
      [runs[1], 'done', 10, 3],
    ])
    expect(await host.client.runs.get({ id: runs[0] as string })).toMatchObject({
      color: 0,
      reason: null,
      step: 4,
      epoch: 4,
      stepsTotal: 4,
      parameters: 10,
      latest: { loss: 0.25, 'validation-accuracy': 0.25 },
      best: { 'validation-accuracy': { value: 1, epoch: 1 } },
      isResumable: false,
    })
    expect((await host.client.system.info({})).queued).toBe(0)
  })

  it('writes first and announces second', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const reader = new Sqlite(join(workspace, 'store', 'adversarium.db'), { readonly: true })
    onTestFinished(() => {
      reader.close()
    })
    const find = reader.prepare('SELECT value FROM metric WHERE run = ? AND name = ? AND step = ?').pluck()
    const stateOf = reader.prepare('SELECT state FROM run WHERE id = ?').pluck()
    const missing: unknown[] = []
    let announced = 0
    host.client.runs.on('points', ({ run, points }) => {
      announced += points.length
      missing.push(...points.filter(({ name, step, value }: MetricPoint) => find.get(run, name, step) !== value))
    })
    host.client.runs.on('changed', (run) => {
      if (stateOf.get(run.id) !== run.state) missing.push(run)
    })
    const { runs } = await launch(host, ['fine'])
    await untilEvaluated(host, ...runs)
    expect(announced).toBe(4)
    expect(missing).toEqual([])
  })

  it('survives an engine that is killed: the run is crashed with its last words and resumable, the next one runs', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['crash', 'fine'])
    const [id, next] = runs as [string, string]
    const crashed = await untilRun(host, id, 'crashed')
    expect(crashed.isResumable).toBe(true)
    expect(crashed.reason).toMatch(/ended by signal SIGKILL, after: .*about to die\. Resume goes on at step 2\.$/)
    expect((await messages(host, id)).at(-1)).toMatch(/^ended: The engine ended/)
    expect((await untilRun(host, next, 'done')).reason).toBeNull()
    expect((await host.client.evaluations.list({ runs: [id] })).map(({ state }) => state)).toEqual(['queued'])

    await host.client.runs.resume({ id })
    expect(await untilRun(host, id, 'done')).toMatchObject({ step: 4, isResumable: false })
    expect((await untilEvaluated(host, id)).map(({ state }) => state)).toEqual(['done'])
    expect(await messages(host, id)).toContainEqual(expect.stringMatching(/^resume: From .*last-2\.safetensors\.$/))
    const points = await host.client.runs.metrics({ id, names: ['loss'] })
    expect(points.map(({ step }) => step)).toEqual([1, 3, 4])
  })

  it('gives up the evaluations of a run that crashed before its first checkpoint', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['crash at once'])
    const id = runs[0] as string
    expect((await untilRun(host, id, 'crashed')).isResumable).toBe(false)
    expect(await host.client.evaluations.list({ runs })).toMatchObject([
      { state: 'cancelled', reason: 'The run crashed before its first checkpoint.' },
    ])
    await expect(host.client.runs.resume({ id })).rejects.toMatchObject({ code: 'conflict', hint: 'Launch it again.' })
  })

  it('pauses after three crashes in ten minutes, says so, and goes on when it is asked', async () => {
    const host = await startHost()
    const statuses: EngineStatus[] = []
    host.client.system.on('engineChanged', (status) => statuses.push(status))
    const { runs } = await launch(host, ['crash at once', 'crash at once', 'crash at once', 'fine'], { conditions: [] })
    const info = await until(
      host,
      'system.engineChanged',
      () => host.client.system.info({}),
      ({ engines }) => engines[0]?.state === 'paused',
    )
    expect(info.engines[0]?.note).toContain('The queue is paused')
    expect(info.queued).toBe(1)
    expect(await messages(host, runs[2] as string)).toContainEqual(
      expect.stringContaining('warning: The queue is paused'),
    )
    expect((await host.client.runs.get({ id: runs[3] as string })).state).toBe('queued')
    const more = await launch(host, ['fine'], { conditions: [] })
    await untilRun(host, runs[3] as string, 'done')
    await untilRun(host, more.runs[0] as string, 'done')
    expect(statuses.at(-1)?.state).toBe('ready')
  })

  it('tells its order after every change, and a queued job can be moved', async () => {
    const host = await startHost()
    const announced: QueuedJob[][] = []
    host.client.system.on('queueChanged', (queue) => announced.push(queue))
    const { runs } = await launch(host, ['wait', 'second', 'third'], { conditions: [] })
    const [first, second, third] = runs as [string, string, string]
    await untilRun(host, first, 'running')
    const queue = await host.client.system.queue({})
    expect(queue.map(({ run, state }) => [run, state])).toEqual([
      [first, 'running'],
      [second, 'queued'],
      [third, 'queued'],
    ])
    const idOf = (run: string): number => queue.find((job) => job.run === run)?.id ?? 0
    await expect(host.client.system.moveJob({ id: idOf(first), before: null })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('runs already'),
    })
    const moved = await host.client.system.moveJob({ id: idOf(third), before: idOf(second) })
    expect(moved.map(({ run }) => run)).toEqual([first, third, second])
    expect(announced.at(-1)).toEqual(moved)
    expect(await host.client.system.moveJob({ id: idOf(third), before: null })).toEqual(queue)
    await host.client.system.moveJob({ id: idOf(third), before: idOf(second) })

    const started: string[] = []
    host.client.runs.on('changed', ({ id, state }) => state === 'preparing' && started.push(id))
    await host.client.runs.cancel({ id: first })
    await untilRun(host, second, 'done')
    expect(started).toEqual([third, second])
    expect(announced.at(-1)).toEqual([])
  })

  it('stops a run at NaN, names the step, keeps its checkpoint and gives up its evaluations', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['not a number'])
    const id = runs[0] as string
    const failed = await untilRun(host, id, 'failed')
    expect(failed).toMatchObject({ reason: 'The loss became NaN at step 3.', isResumable: true })
    expect((await messages(host, id)).at(-1)).toBe('not-a-number: The loss became NaN at step 3.')
    expect((await host.client.runs.checkpoints({ id })).map(({ step }) => step)).toEqual([2])
    expect(await host.client.evaluations.list({ runs })).toMatchObject([
      { state: 'cancelled', reason: 'The run failed.' },
    ])
  })

  it('says that a run stopped early', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['stop early'])
    expect((await untilRun(host, runs[0] as string, 'done')).reason).toBe('Stopped early after epoch 4.')
  })

  it('records nothing in silence: when rows cannot be written, the run fails and says why', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const db = new Sqlite(join(workspace, 'store', 'adversarium.db'))
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON metric BEGIN SELECT raise(ABORT, 'the disk is full'); END`)
    db.close()
    const { runs } = await launch(host, ['wait'])
    expect(await untilRun(host, runs[0] as string, 'failed', 'crashed')).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^The database .*adversarium\.db cannot be used: the disk is full\. Check/),
    })
  })
})

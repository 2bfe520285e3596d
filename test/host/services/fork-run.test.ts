import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import {
  launch,
  programFolder,
  startHost,
  untilEvaluated,
  untilRun,
  workspaceWithDataset,
} from '../../support/test-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const engine = join(programFolder, 'out', 'main', 'engine.cjs')
const isBuilt = existsSync(engine)
if (!isBuilt) console.log('SKIPPED forks by an engine: out/main/engine.cjs is not built')

async function trained(host: Host): Promise<{ id: string; checkpoint: number; experiment: string }> {
  const { id: experiment, runs } = await launch(host, ['fine'], { base: { dataset: { id: 'idx' }, epochs: 4 } })
  const id = runs[0] as string
  await untilEvaluated(host, id)
  const [last] = await host.client.runs.checkpoints({ id })
  return { id, checkpoint: last?.id ?? 0, experiment }
}

describe('forking a run', () => {
  it('makes a run of the same experiment that says where it comes from, and is evaluated like its siblings', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { id, checkpoint, experiment } = await trained(host)
    const fork = await host.client.runs.fork({
      id,
      checkpoint,
      changes: { epochs: 9, optimizer: 'sgd:learningRate=1' },
    })
    expect(fork).toMatchObject({
      name: 'fine, fork',
      experimentId: experiment,
      color: 1,
      state: 'queued',
      origin: { run: id, checkpoint, epoch: 4 },
      config: { epochs: 9, optimizer: { id: 'sgd', params: { learningRate: 1, momentum: 0.9 } } },
    })
    expect((await host.client.experiments.get({ id: experiment })).runs).toEqual([id, fork.id])
    expect((await untilEvaluated(host, fork.id)).map(({ condition, state }) => [condition.id, state])).toEqual([
      ['clean', 'done'],
    ])
    const [event] = await host.client.runs.events({ id: fork.id })
    expect(event?.message).toBe(`Forked from "fine" (${id}) after epoch 4: goes on with its optimizer and schedule.`)

    await host.client.runs.annotate({ ids: [id], isTrashed: true })
    await host.client.trash.empty({})
    expect(await host.client.runs.get({ id: fork.id })).toMatchObject({ origin: { run: id, epoch: 4 } })
    expect(existsSync(join(workspace, 'runs', fork.id, 'origin.safetensors'))).toBe(true)
  })

  it('takes the weights alone where the optimizer is another one', async () => {
    const host = await startHost()
    const { id, checkpoint } = await trained(host)
    const fork = await host.client.runs.fork({
      id,
      checkpoint,
      changes: { optimizer: 'adam', epochs: 2, name: 'adam' },
    })
    expect(fork.name).toBe('adam')
    const [event] = await host.client.runs.events({ id: fork.id })
    expect(event?.message).toContain('takes its weights, and begins at epoch 0')
    await untilEvaluated(host, fork.id)
  })

  it('says that a changed schedule begins anew', async () => {
    const host = await startHost()
    const { id, checkpoint } = await trained(host)
    const { config } = await host.client.runs.get({ id })
    const schedule = (await host.client.system.catalog({})).schedules.find(
      (other) => other.id !== config.schedule.id,
    )?.id
    const fork = await host.client.runs.fork({ id, checkpoint, changes: { schedule, epochs: 9 } })
    const [event] = await host.client.runs.events({ id: fork.id })
    expect(event?.message).toMatch(/: goes on with its optimizer; the schedule begins anew\.$/)
    await untilEvaluated(host, fork.id)
  })

  it('can be resumed before it has a checkpoint of its own: it starts from the other run’s again', async () => {
    const host = await startHost()
    const { id, checkpoint } = await trained(host)
    const fork = await host.client.runs.fork({ id, checkpoint, changes: { epochs: 9, name: 'crash at once' } })
    expect(await untilRun(host, fork.id, 'crashed')).toMatchObject({ isResumable: true })
    await host.client.runs.resume({ id: fork.id })
    await untilRun(host, fork.id, 'crashed')
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['nothing is left to train', {}, '"epochs" counts those too: it must be more than 4, got 4.'],
    ['a setting is unknown', { epochz: 9 }, 'There is no setting "epochz".'],
    ['the weights do not fit', { epochs: 9, architecture: 'small-cnn:width=8' }, 'do not fit the changed architecture'],
  ])('refuses a fork where %s, and leaves nothing behind', async (_, changes, message) => {
    const host = await startHost()
    const { id, checkpoint } = await trained(host)
    await expect(host.client.runs.fork({ id, checkpoint, changes })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    })
    expect(await host.client.runs.list({})).toHaveLength(1)
  })

  it('refuses a checkpoint that is not kept, or whose file is gone', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const { id, checkpoint } = await trained(host)
    await expect(host.client.runs.fork({ id, checkpoint: 99 })).rejects.toMatchObject({
      message: '"fine" keeps no checkpoint 99.',
      hint: `There are: ${checkpoint} (last).`,
    })
    rmSync(join(workspace, 'runs', id), { recursive: true })
    const changes = { epochs: 9 }
    await expect(host.client.runs.fork({ id, checkpoint, changes })).rejects.toMatchObject({
      message: expect.stringContaining('The checkpoint cannot be read'),
    })
    expect(await host.client.runs.list({})).toHaveLength(1)
  })
})

describe.runIf(isBuilt)('a fork that an engine trains', () => {
  const base = {
    dataset: { id: 'shapes', params: { classes: 2, size: 16, train: 32, validation: 16 } },
    architecture: 'small-cnn:width=4,depth=1',
    batchSize: 8,
    backend: 'javascript',
    monitor: { trainImages: 8, validationImages: 16 },
  }
  const train = async (host: Host, epochs: number): Promise<string> => {
    const { runs } = await host.client.experiments.launch({ base, runs: [{ epochs }], conditions: [] })
    await untilRun(host, runs[0] as string, 'done', 'failed', 'crashed')
    return runs[0] as string
  }
  const losses = async (host: Host, id: string): Promise<[number, number][]> =>
    (await host.client.runs.metrics({ id, names: ['loss'] })).map(({ step, value }) => [step, value])

  it('goes on as if the run had never ended; with another optimizer it starts from the weights alone', async () => {
    const host = await startHost(temporaryFolder(), engine)
    const whole = await train(host, 4)
    const half = await train(host, 2)
    const checkpoint = (await host.client.runs.checkpoints({ id: half })).find(({ kind }) => kind === 'last')?.id ?? 0

    const fork = await host.client.runs.fork({ id: half, checkpoint, changes: { epochs: 4 } })
    expect(await untilRun(host, fork.id, 'done', 'failed', 'crashed')).toMatchObject({ state: 'done', epoch: 4 })
    const expected = (await losses(host, whole)).filter(([step]) => step > 8)
    expect(expected).toHaveLength(8)
    expect(await losses(host, fork.id)).toEqual(expected)

    const changes = { epochs: 1, optimizer: 'adam' }
    const anew = await host.client.runs.fork({ id: half, checkpoint, changes })
    expect(await untilRun(host, anew.id, 'done', 'failed', 'crashed')).toMatchObject({ state: 'done', epoch: 1 })
    const [first] = await losses(host, anew.id)
    const [fresh] = await losses(host, whole)
    // The same images in the same order: only the weights differ.
    expect(first?.[0]).toBe(1)
    expect(first?.[1]).not.toBe(fresh?.[1])
  })

  it('begins the next epoch with its first batch where an epoch has other batches', async () => {
    const host = await startHost(temporaryFolder(), engine)
    const half = await train(host, 1)
    const checkpoint = (await host.client.runs.checkpoints({ id: half })).find(({ kind }) => kind === 'last')?.id ?? 0
    const fork = await host.client.runs.fork({ id: half, checkpoint, changes: { epochs: 2, batchSize: 12 } })
    await untilRun(host, fork.id, 'done', 'failed', 'crashed')
    // Four steps of 8 images were an epoch; three of 12 are one now.
    expect((await losses(host, fork.id)).map(([step]) => step)).toEqual([4, 5, 6])
    // With each batch taken twice, eight.
    const changes = { epochs: 2, objective: 'free-adversarial-training:repeats=2' }
    const free = await host.client.runs.fork({ id: half, checkpoint, changes })
    expect(await untilRun(host, free.id, 'done', 'failed', 'crashed')).toMatchObject({ state: 'done' })
    expect((await losses(host, free.id)).map(([step]) => step)).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
  })
})

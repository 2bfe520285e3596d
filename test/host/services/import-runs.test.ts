import { appendFileSync, copyFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHost } from '../../support/test-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/imported-runs')

describe('imported runs', () => {
  it('are done, say where they come from, and have their curves, best values and gap', async () => {
    const { client } = await startHost()
    const { runs, notes } = await client.runs.import({ path: fixtures })
    expect(notes).toEqual([])
    expect(runs.map(({ run, isNew }) => [run.name, run.state, run.imported?.source, run.epoch, isNew])).toEqual([
      ['keras-tensorboard', 'done', 'tensorboard', 4, true],
      ['simple-values/first', 'done', 'tensorboard', 10, true],
      ['simple-values/second', 'done', 'tensorboard', 10, true],
      ['resnet-a', 'done', 'wandb', 5, true],
      ['keras-csv', 'done', 'csv', 4, true],
    ])
    const [first] = runs
    const keras = first?.run
    expect(keras).toMatchObject({
      dataset: null,
      isResumable: false,
      best: { 'validation-accuracy': { value: 0.75, epoch: 2 } },
      imported: { params: { optimizer: 'sgd' }, names: { 'validation-accuracy': 'validation/epoch_accuracy' } },
    })
    expect(keras?.latest['generalization-gap']).toBeCloseTo(-0.208, 3)
    const points = await client.runs.metrics({ id: keras?.id ?? '', names: ['validation-accuracy'] })
    expect(points.map(({ step, epoch }) => [step, epoch])).toEqual([
      [6, 2],
      [12, 4],
    ])
    const [experiment] = await client.experiments.list({})
    expect(experiment).toMatchObject({ name: 'imported-runs', runs: runs.map(({ run }) => run.id) })
    // Beside our own, everything that compares goes on.
    expect(await client.evaluations.compare({ runs: runs.map(({ run }) => run.id) })).toEqual({ rows: [], pairs: [] })
  })

  it('get what is new when they are imported again, from a copy too, and are never there twice', async () => {
    const host = await startHost()
    const folder = temporaryFolder()
    cpSync(join(fixtures, 'keras-csv'), join(folder, 'keras-csv'), { recursive: true })
    const log = join(folder, 'keras-csv', 'training.csv')
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    writeFileSync(log, `${lines.slice(0, 3).join('\n')}\n`)
    const told: number[] = []
    host.client.runs.on('points', ({ points }) => told.push(points.length))
    const before = await host.client.runs.import({ path: folder })
    expect(before.runs).toMatchObject([{ isNew: true, points: 10, run: { epoch: 2 } }])
    appendFileSync(log, `${lines.slice(3).join('\n')}\n`)
    const copy = join(temporaryFolder(), 'keras-csv')
    cpSync(join(folder, 'keras-csv'), copy, { recursive: true })
    const id = before.runs[0]?.run.id
    expect((await host.client.runs.import({ path: copy })).runs).toMatchObject([
      {
        isNew: false,
        points: 10,
        run: { id, epoch: 4, config: { epochs: 4 }, imported: { path: join(copy, 'training.csv') } },
      },
    ])
    expect((await host.client.runs.import({ path: copy })).runs).toMatchObject([
      { isNew: false, points: 0, run: { id } },
    ])
    expect(told.reduce((sum, n) => sum + n)).toBe(20)
    expect(await host.client.runs.metrics({ id: id ?? '' })).toHaveLength(20)
    expect(await host.client.experiments.list({})).toHaveLength(1)
  })

  it('go on from a file that was cut off, without its note', async () => {
    const { client } = await startHost()
    const folder = temporaryFolder()
    const name = 'events.out.tfevents.1795684170.lab'
    const source = join(fixtures, 'simple-values/first', name)
    copyFileSync(source, join(folder, name))
    truncateSync(join(folder, name), 500)
    const cut = await client.runs.import({ path: folder })
    const id = cut.runs[0]?.run.id ?? ''
    expect(cut.runs[0]?.run.imported?.notes).toEqual(expect.arrayContaining([expect.stringContaining('being written')]))
    copyFileSync(source, join(folder, name))
    const whole = await client.runs.import({ path: folder })
    expect(whole.runs).toMatchObject([{ isNew: false, run: { id } }])
    expect(whole.runs[0]?.run.imported?.notes).not.toEqual(
      expect.arrayContaining([expect.stringContaining('being written')]),
    )
    expect((await client.runs.events({ id })).map(({ kind }) => kind)).toEqual(['started', 'warning'])
    expect(await client.runs.metrics({ id, names: ['train-loss'] })).toHaveLength(10)
  })

  it('are two where two logs only begin alike', async () => {
    const { client } = await startHost()
    const folder = temporaryFolder()
    for (const [place, value] of [
      ['a', '0.5'],
      ['b', '0.25'],
    ] as const) {
      cpSync(join(fixtures, 'keras-csv'), join(folder, place, 'log'), { recursive: true })
      writeFileSync(join(folder, place, 'log', 'training.csv'), `epoch,loss\n0,${value}\n`)
    }
    expect((await client.runs.import({ path: folder })).runs).toMatchObject([{ isNew: true }, { isNew: true }])
  })

  it('cannot be resumed, forked or evaluated, and say why; they go to the trash like others', async () => {
    const { client } = await startHost()
    const path = join(fixtures, 'keras-csv')
    const { runs } = await client.runs.import({ path })
    const id = runs[0]?.run.id ?? ''
    const because = (what: string) => ({
      message: `"keras-csv" was imported from a CSV file, without weights: it cannot be ${what}.`,
    })
    await expect(client.runs.resume({ id })).rejects.toMatchObject(because('resumed'))
    await expect(client.runs.fork({ id, checkpoint: 1 })).rejects.toMatchObject(because('forked'))
    await expect(client.evaluations.launch({ run: id, conditions: ['clean'] })).rejects.toMatchObject(
      because('evaluated'),
    )
    await client.runs.annotate({ ids: [id], isTrashed: true })
    expect(await client.runs.import({ path })).toEqual({
      runs: [],
      notes: ['"keras-csv" is in the trash: take it out, or empty the trash, to import it again.'],
    })
    expect(await client.trash.empty({})).toMatchObject({ items: [{ kind: 'run', id }] })
    expect((await client.runs.import({ path })).runs).toMatchObject([{ isNew: true }])
  })

  it('are refused in a sentence where there is no log, and leave nothing', async () => {
    const { client } = await startHost()
    await expect(client.runs.import({ path: temporaryFolder() })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^".*" holds no log of a training\. Nothing was imported\.$/),
    })
    await expect(client.runs.import({ path: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'not-found' })
    expect(await client.experiments.list({})).toEqual([])
  })
})

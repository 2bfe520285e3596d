import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const isBuilt = existsSync(engineEntry)
if (!isBuilt) console.log('SKIPPED what training saw, by a real engine: out/main/engine.cjs is not built')

describe.runIf(isBuilt)('what training saw', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let run = ''
  let evaluations: Evaluation[] = []

  const open = async (): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry, settingsFile, checksReplies: true })
  }
  const find = (id: string): string => evaluations.find(({ condition }) => condition.id === id)?.id ?? ''
  const nearest = (more: Partial<Parameters<Host['client']['trainingSaw']['nearest']>[0]> = {}) =>
    host.client.trainingSaw.nearest({ task: 'near', evaluation: find('fgsm'), image: 3, classes: [0, 2], ...more })
  const crops = (image: number, more: { offset?: number; limit?: number } = {}) =>
    host.client.trainingSaw.crops({ task: 'crops', evaluation: find('clean'), image, ...more })
  const featureFiles = (): string[] => {
    const folder = join(workspace, 'explanations', run, 'features')
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  }

  beforeAll(async () => {
    await open()
    const { runs } = await host.client.experiments.launch({
      base: {
        dataset: { id: 'shapes', params: { size: 16, train: 120, validation: 20, classes: 3 } },
        architecture: 'small-cnn:width=8,depth=2',
        augmentations: ['random-crop:padding=2', 'random-flip'],
        epochs: 2,
        batchSize: 20,
        monitor: { trainImages: 16, validationImages: 16 },
      },
      runs: [{ name: 'small' }],
      conditions: ['clean', 'fgsm:epsilon=8/255'],
    })
    run = runs[0] ?? ''
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('gives the nearest training images of each class, and what the run says of them', async () => {
    const found = await nearest()
    expect(found).toMatchObject({ layer: 'average_pool', features: 16 })
    expect(found.classes.map(({ class: label, n }) => [label, n])).toEqual([
      [0, 40],
      [2, 40],
    ])
    for (const { class: label, nearest: images, correct, n } of found.classes) {
      const { labels } = await host.client.datasets.images({
        id: (await host.client.runs.get({ id: run })).dataset ?? '',
        split: 'train',
        images: images.map(({ image }) => image),
      })
      expect(labels).toEqual(images.map(() => label))
      const similarities = images.map(({ similarity }) => similarity)
      expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
      const all = (await nearest({ classes: [label], count: 100 })).classes[0]?.nearest ?? []
      expect([all.length, all.filter(({ predicted }) => predicted === label).length]).toEqual([n, correct])
      expect(all.slice(0, 8)).toEqual(images)
    }
  })

  it('compares the image as it is, or as the evaluation saw it', async () => {
    const [clean, seen] = [await nearest({ input: 'clean' }), await nearest()]
    expect(clean.classes[0]?.nearest).not.toEqual(seen.classes[0]?.nearest)
    expect(await nearest({ evaluation: find('clean') })).toEqual(clean)
  })

  it('computes features once, keeps them over a restart, and anew where their file was damaged', async () => {
    const found = await nearest({ classes: [0, 1, 2] })
    const files = featureFiles()
    expect(files).toHaveLength(3)
    const storage = await host.client.system.storage({})
    const explanations = storage.find(({ kind }) => kind === 'explanations')
    expect(explanations?.bytes).toBeGreaterThanOrEqual(3 * 40 * 16 * 4)
    await open()
    expect(await nearest({ classes: [0, 1, 2] })).toEqual(found)
    truncateSync(files[0] as string, 8)
    expect(await nearest({ classes: [0, 1, 2] })).toEqual(found)
    expect(featureFiles()).toHaveLength(3)
  })

  it('computes a class once for several calls at a time, tells how far it is, and can be cancelled', async () => {
    for (const file of featureFiles()) rmSync(file)
    const told: unknown[] = []
    const stop = host.bus.subscribe('system.progress', (progress) => void told.push(progress))
    const given = ['first', 'second'].map((task) => nearest({ task, classes: [1] }))
    const cancelled = nearest({ task: 'third', classes: [2] })
    await host.client.tasks.cancel({ task: 'third' })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    const [first, second] = await Promise.all(given)
    expect(second).toEqual(first)
    stop()
    const steps = told.filter((progress) => JSON.stringify(progress).includes('training images of'))
    expect(steps).toEqual([
      expect.objectContaining({ subject: expect.stringMatching(/first|second/), done: 32, total: 40 }),
      expect.objectContaining({ done: 40, total: 40 }),
    ])
  })

  it('makes the crops of a training image again, in pages', async () => {
    const all = await crops(7)
    expect(all).toMatchObject({ shape: [16, 16, 3], epochs: [0, 1], firstEpoch: 0, box: null, boxLeft: null })
    expect(all.pixels).toHaveLength(2 * 768)
    const second = await crops(7, { offset: 1, limit: 1 })
    expect(second.pixels).toEqual(all.pixels.slice(768))
    const { pixels } = await host.client.datasets.images({
      id: (await host.client.runs.get({ id: run })).dataset ?? '',
      split: 'train',
      images: [7],
    })
    expect(all.pixels.slice(0, 768)).not.toEqual(pixels)
  })

  it('of a fork makes the crops of its own epochs, and says from where on', async () => {
    const [last] = await host.client.runs.checkpoints({ id: run })
    const fork = await host.client.runs.fork({ id: run, checkpoint: last?.id ?? -1, changes: { epochs: 3 } })
    const [clean] = await untilEvaluated(host, fork.id)
    const made = await host.client.trainingSaw.crops({ task: 'fork', evaluation: clean?.id ?? '', image: 7 })
    expect([made.firstEpoch, made.epochs]).toEqual([2, [2]])
  })

  it('refuses classes and images that are not there', async () => {
    await expect(nearest({ classes: [3] })).rejects.toThrow('Expected classes from 0 to 2: got 3.')
    await expect(crops(120)).rejects.toThrow('numbered [0, 119]: got 120')
  })

  it('goes with its run', async () => {
    await nearest()
    expect(featureFiles().length).toBeGreaterThan(0)
    await host.client.runs.annotate({ ids: [run], isTrashed: true })
    await host.client.trash.empty({})
    expect(featureFiles()).toEqual([])
  })
})

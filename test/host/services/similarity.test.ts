import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayerSimilarity, SimilarityQuestionInput } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { png, writeFiles } from '../../support/images.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fakeEngine, programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')

describe('similarity of layers', () => {
  if (!existsSync(engineEntry)) return leaveOut('similarity of layers', 'out/main/engine.cjs is not built')

  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let small = ''
  let deep = ''

  const open = async (entry = engineEntry): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry: entry, settingsFile, checksReplies: true })
  }
  const asked = (first: string, second: string, more: Partial<SimilarityQuestionInput> = {}) => ({
    models: [{ run: first }, { run: second }] as [{ run: string }, { run: string }],
    ...more,
  })
  const compute = (...of: Parameters<typeof asked>): Promise<LayerSimilarity> =>
    host.client.similarity.compute({ ...asked(...of), task: 'cka' })

  beforeAll(async () => {
    await open()
    const { runs } = await host.client.experiments.launch({
      base: {
        dataset: { id: 'shapes', params: { size: 16, train: 48, validation: 40, classes: 3 } },
        architecture: 'small-cnn:width=8,depth=2',
        epochs: 1,
        batchSize: 16,
        monitor: { trainImages: 16, validationImages: 16 },
      },
      runs: [{ name: 'small' }, { name: 'deep', architecture: 'small-cnn:width=8,depth=3' }],
      conditions: ['clean'],
    })
    ;[small = '', deep = ''] = runs
    await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('is 1 of a layer with itself, and the same both ways', async () => {
    const { layers, values, images, batch } = await compute(small, small)
    expect([images, batch]).toEqual([40, 40])
    expect(layers[0]).toEqual(['input', 'stage1_pool', 'stage2_pool', 'average_pool', 'predictions'])
    values.forEach((row, i) =>
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(values[j]?.[i] ?? -1, 9)
        if (i === j) expect(value).toBeCloseTo(1, 9)
        else expect(value).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is computed once for two runs, whichever is named first, and read without an engine', async () => {
    const found = await compute(small, deep, { images: 32 })
    expect([found.values.length, found.values[0]?.length]).toEqual([5, 6])
    await open(fakeEngine)
    expect(await host.client.similarity.known(asked(small, deep, { images: 32 }))).toEqual(found)
    const turned = await compute(deep, small, { images: 32 })
    expect(turned.models).toEqual(found.models.toReversed())
    expect(turned.layers).toEqual(found.layers.toReversed())
    expect(turned.values).toEqual(found.layers[1].map((_, j) => found.values.map((row) => row[j])))
    for (const more of [{ images: 33 }, { kernel: 'rbf' }, { features: 'flattened' }, { split: 'train' }] as const) {
      expect(await host.client.similarity.known(asked(small, deep, { images: 32, ...more }))).toBeNull()
    }
    await open()
  })

  it('can be cancelled, and says what it needs', async () => {
    const cancelled = compute(small, deep, { kernel: 'debiased' })
    await host.client.tasks.cancel({ task: 'cka' })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(await host.client.similarity.known(asked(small, deep, { kernel: 'debiased' }))).toBeNull()
    await expect(compute(small, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(compute(small, deep, { images: 3 })).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('refuses a split of too few images', async () => {
    const files = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => [`${at % 2 ? 'cat' : 'dog'}/${at}.png`, await png(at, 16)] as const),
    )
    const path = writeFiles(join(temporaryFolder(), 'animals'), Object.fromEntries(files))
    const { kind, counts } = await host.client.datasets.import({ path })
    expect(counts.validation).toBe(2)
    const few = await host.client.experiments.launch({
      base: {
        dataset: { id: kind },
        architecture: 'small-cnn:width=8,depth=2',
        epochs: 1,
        batchSize: 4,
        monitor: { trainImages: 4, validationImages: 2 },
      },
      runs: [{ name: 'tiny' }],
      conditions: ['clean'],
    })
    const [tiny = ''] = few.runs
    await untilEvaluated(host, tiny)
    await expect(compute(tiny, tiny)).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'Layers are compared by 4 images or more: the validation split has 2.',
    })
  })

  it('goes on for others who asked for the same, and tells all of them how far it is', async () => {
    const told = new Set<string>()
    const stop = host.client.system.on('progress', ({ subject }) => {
      told.add(subject)
      if (subject === 'first') void host.client.tasks.cancel({ task: 'first' })
    })
    const ask = (task: string) => host.client.similarity.compute({ ...asked(small, deep, { images: 36 }), task })
    const [first, second] = await Promise.allSettled([ask('first'), ask('second')])
    stop()
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    expect(second).toMatchObject({ status: 'fulfilled', value: { images: 36 } })
    expect([...told]).toEqual(['first', 'second'])
  })
})

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { programFolder, untilEvaluated } from '../../support/test-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { wnids, writeTinyImagenet } from '../../support/tiny-imagenet-source.ts'
import { writeCorrupted } from '../../support/write-corrupted.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const isBuilt = existsSync(engineEntry)
if (!isBuilt) console.log('SKIPPED scores of maps by a real engine: out/main/engine.cjs is not built')

describe.runIf(isBuilt)('scores of saliency maps', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  const source = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let evaluations: Evaluation[] = []

  const open = async (entry = engineEntry): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry: entry, settingsFile, checksReplies: true })
  }
  const find = (id: string): string => evaluations.find(({ condition }) => condition.id === id)?.id ?? ''
  const score = (condition: string, image: number, method = 'gradient', input: 'clean' | 'seen' = 'seen') =>
    host.client.evaluations.scoreMap({ task: 'score', evaluation: find(condition), image, method, input })

  beforeAll(async () => {
    await open()
    const { id } = await host.client.datasets.import({ path: await writeTinyImagenet(source) })
    const { runs } = await host.client.experiments.launch({
      base: {
        dataset: { id: 'tiny-imagenet', imported: id },
        architecture: 'small-cnn:width=8,depth=2',
        epochs: 2,
        batchSize: 12,
        monitor: { trainImages: 12, validationImages: 12 },
      },
      runs: [{ name: 'small' }],
      conditions: ['clean', 'fgsm:epsilon=8/255'],
    })
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
    rmSync(source, { recursive: true, force: true })
  })

  it('are all there for an attacked image with a box', async () => {
    const scores = await score('fgsm', 0)
    for (const name of ['deletion', 'insertion', 'energy', 'driftOverlap'] as const) {
      expect(scores[name], name).toBeGreaterThanOrEqual(0)
      expect(scores[name], name).toBeLessThanOrEqual(1)
    }
    expect(Math.abs(scores.driftCorrelation ?? 2)).toBeLessThanOrEqual(1)
    expect(typeof scores.pointing).toBe('boolean')
  })

  it('know no drift of a clean image, and no place without a box', async () => {
    const clean = await score('clean', 0)
    expect(clean).toMatchObject({ driftCorrelation: null, driftOverlap: null, energy: expect.any(Number) })
    expect(await score('fgsm', 0, 'gradient', 'clean')).toMatchObject({ driftCorrelation: null })
    expect(await score('clean', 3)).toMatchObject({ pointing: null, energy: null, deletion: expect.any(Number) })
  })

  it('know neither box nor drift of another photograph in the place of the image', async () => {
    const files = wnids.flatMap((wnid) => ['test_1.JPEG', 'test_2.JPEG'].map((file) => `${wnid}/${file}`))
    const path = await writeCorrupted(temporaryFolder(), ['fog'], files)
    const [dataset] = await host.client.datasets.list({})
    await host.client.datasets.attachCorrupted({ id: dataset?.id ?? '', path })
    const { run = '' } = evaluations[0] ?? {}
    await host.client.evaluations.launch({ run, conditions: ['tiny-imagenet-c:corruption=fog,severity=2'] })
    evaluations = await untilEvaluated(host, run)
    const other = find('tiny-imagenet-c')
    const nothing = { energy: null, pointing: null, driftCorrelation: null, driftOverlap: null }
    expect(await score('tiny-imagenet-c', 0)).toEqual({
      ...nothing,
      ...{ deletion: expect.any(Number), insertion: expect.any(Number) },
    })
    expect(await score('tiny-imagenet-c', 0, 'gradient', 'clean')).toMatchObject({ energy: expect.any(Number) })
    const question = { evaluation: other, outcome: 'all' as const, images: [1] }
    const methods = ['gradient', 'grad-cam']
    // No map of the clean image either: nothing is compared with it.
    expect(await host.client.sheets.compute({ task: 'sheet', question, methods })).toMatchObject({ computed: 2 })
    const [maps] = await host.client.sheets.maps({ evaluation: other, images: [1], methods })
    expect(maps?.map((map) => map?.scores)).toEqual([null, null])
  })

  it('list right classes in wrong places, each with its energy', async () => {
    const { rows: right } = await host.client.evaluations.gallery({ evaluation: find('clean'), outcome: 'correct' })
    for (const { image } of right) await score('clean', image)
    const energies = await Promise.all(
      right.map(async ({ image }) => ({ image, energy: (await score('clean', image)).energy })),
    )
    const expected = energies.flatMap(({ image, energy }) =>
      energy !== null && energy <= 0.3 ? [{ image, energy }] : [],
    )
    const { rows } = await host.client.evaluations.gallery({
      ...{ evaluation: find('clean'), outcome: 'correct', sort: 'score' },
      scored: { method: 'gradient', score: 'energy', bounds: [0, 0.3] },
    })
    expect(rows.map(({ image, score: energy }) => ({ image, energy })).toSorted((a, b) => a.image - b.image)).toEqual(
      expected,
    )
    const found = rows.map((row) => row.score ?? -1)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })

  it('check a method against random weights, once for a checkpoint', async () => {
    const check = (evaluation: string) =>
      host.client.evaluations.randomisationCheck({ task: 'check', evaluation, method: 'gradient' })
    const found = await check(find('clean'))
    expect(found.n).toBeGreaterThan(0)
    expect(Math.abs(found.correlation ?? 2)).toBeLessThan(1)
    const scores = await score('fgsm', 0)
    await open(join(workspace, 'no-engine.cjs'))
    expect(await check(find('fgsm'))).toEqual(found)
    expect(await score('fgsm', 0)).toEqual(scores)
    await open()
  })

  it('come with classes in words, and with how near they are when they are confused', async () => {
    const [dataset] = await host.client.datasets.list({})
    expect(dataset?.classes.map(({ name }) => name)).toEqual(['cockroach', 'mantis', 'beer bottle'])
    const evaluation = find('fgsm')
    const pairs = await host.client.evaluations.confusedPairs({ evaluation })
    expect(pairs.length).toBeGreaterThan(0)
    const counts = pairs.map(({ count }) => count)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    for (const { truth, predicted, kinship } of pairs) {
      const isInsect = [truth, predicted].every((label) => label < 2)
      expect(kinship?.common).toBe(isInsect ? 'dictyopterous insect' : 'whole')
    }
    const { rows } = await host.client.evaluations.gallery({ evaluation, sort: 'wordnet-distance', isDescending: true })
    const distances = rows.map(
      (row) =>
        pairs.find(({ truth, predicted }) => truth === row.truth && predicted === row.predicted)?.kinship?.distance ??
        -1,
    )
    expect(distances).toEqual(distances.toSorted((a, b) => b - a))
    const images = await host.client.datasets.images({ id: dataset?.id ?? '', split: 'validation', images: [2, 3] })
    expect(images.boxes).toEqual([{ left: 0, top: 0, right: 8, bottom: 8 }, null])
  })
})

import { existsSync, readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Evaluation } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { programFolder, until, untilEvaluated, untilRun } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const isBuilt = existsSync(engineEntry)
if (!isBuilt) console.log('SKIPPED explanations by a real engine: out/main/engine.cjs is not built')

const conditions = ['clean', 'fgsm:epsilon=4/255', 'pgd:epsilon=4/255,steps=4', 'gaussian-noise:sigma=0.1']
const base = {
  dataset: { id: 'shapes', params: { size: 16, train: 64, validation: 150, classes: 3 } },
  architecture: 'small-cnn:width=8,depth=2',
  epochs: 2,
  batchSize: 16,
  monitor: { trainImages: 16, validationImages: 16 },
}

describe.runIf(isBuilt)('explanations of a finished run', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let evaluations: Evaluation[] = []

  /** The same workspace in a new host; without an engine where there is none to start. */
  const reopen = async (entry = engineEntry): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry: entry, settingsFile, checksReplies: true })
  }
  const noEngine = join(workspace, 'no-engine.cjs')
  const find = (id: string): string => evaluations.find(({ condition }) => condition.id === id)?.id ?? ''
  const see = (condition: string, image: number) =>
    host.client.evaluations.seenImage({ task: 'see', evaluation: find(condition), image })
  const explain = (image: number, more: Partial<Parameters<Host['client']['evaluations']['explain']>[0]> = {}) =>
    host.client.evaluations.explain({ task: 'explain', evaluation: find('fgsm'), image, method: 'gradient', ...more })

  const untilStep = (id: string, step: number) =>
    until(
      host,
      'runs.changed',
      () => host.client.runs.get({ id }),
      (run) => run.step >= step,
    )

  beforeAll(async () => {
    await reopen()
    const { runs } = await host.client.experiments.launch({ base, runs: [{ name: 'small' }], conditions })
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it.each(['clean', 'fgsm', 'pgd', 'gaussian-noise'])(
    '%s: sees every image as the evaluation did',
    async (condition) => {
      const evaluation = find(condition)
      const { rows } = await host.client.evaluations.gallery({ evaluation, outcome: 'all' })
      expect(rows).toHaveLength(150)
      // The second batch of the evaluation too.
      for (const image of [0, 5, 127, 128, 149]) {
        const { seenPrediction } = await see(condition, image)
        const stored = rows[image]
        expect(seenPrediction).toMatchObject({ image, truth: stored?.truth, predicted: stored?.predicted })
        expect(seenPrediction.margin).toBeCloseTo(stored?.margin ?? Number.NaN, 3)
      }
    },
  )

  it('explains the clean image and the seen one, for every kind of target', async () => {
    const evaluation = find('fgsm')
    const { rows } = await host.client.evaluations.gallery({ evaluation, outcome: 'misclassified', limit: 1 })
    const { image, truth, predicted } = rows[0] ?? { image: -1, truth: -1, predicted: -1 }
    const byName = await explain(image, { target: 'truth' })
    expect(byName).toMatchObject({ height: 16, width: 16 })
    expect(byName.map).toHaveLength(16 * 16 * 4)
    expect(await explain(image, { target: { class: truth } })).toEqual(byName)
    const signed = 'gradient:sign=signed,channels=sum'
    const floats = ({ map }: { map: Uint8Array }): Float32Array => new Float32Array(Uint8Array.from(map).buffer)
    const [forTruth, forPredicted, difference] = await Promise.all(
      (['truth', 'predicted', 'truth-minus-predicted'] as const).map(async (target) =>
        floats(await explain(image, { target, method: signed })),
      ),
    )
    difference?.forEach((value, i) => expect(value).toBeCloseTo((forTruth?.[i] ?? 0) - (forPredicted?.[i] ?? 0), 5))
    expect(predicted).not.toBe(truth)
    const chosen = await explain(image, { target: { class: truth, against: predicted }, method: signed })
    expect(floats(chosen)).toEqual(difference)
    await expect(explain(image, { target: { class: 1, against: 1 } })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(explain(image, { target: { class: 1, against: 3 } })).rejects.toMatchObject({
      message: 'Expected a class from 0 to 2: got 3.',
    })
    expect(await explain(image, { target: 'truth', input: 'clean' })).not.toEqual(byName)
  })

  it('makes an image that a class or a channel of the checkpoint answers to', async () => {
    const method = 'activation-maximization:iterations=3'
    const make = (unit: { class: number } | { layer: string; channel: number }) =>
      host.client.evaluations.visualize({ task: 'visualize', evaluation: find('clean'), method, unit })
    const told: (readonly [number, number])[] = []
    const stop = host.client.system.on('progress', ({ subject, done, total }) => {
      if (subject === 'visualize') told.push([done, total])
    })
    const ofClass = await make({ class: 2 })
    stop()
    expect(told.at(-1)).toEqual([4, 4])
    expect(ofClass.shape).toEqual([16, 16, 3])
    expect(ofClass.image).toHaveLength(16 * 16 * 3 * 4)
    expect(await make({ class: 2 })).toEqual(ofClass)
    expect((await make({ layer: '', channel: 0 })).image).not.toEqual(ofClass.image)
    await expect(make({ layer: 'nowhere', channel: 0 })).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('says what a method cannot explain', async () => {
    await expect(explain(5, { method: 'grad-cam:layer=nowhere' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The network has no layer with a map of the image called "nowhere".',
    })
  })

  it('answers from files with no engine, as far as it was computed', async () => {
    const [seen, map, cam] = [await see('fgsm', 5), await explain(5), await explain(5, { method: 'grad-cam' })]
    expect([map.note, cam.note]).toEqual([null, expect.stringMatching(/^Layer \S+, \d+ × \d+ values\.$/)])
    await reopen(noEngine)
    expect(await see('fgsm', 5)).toEqual(seen)
    expect(await explain(5)).toEqual(map)
    expect(await explain(5, { method: 'grad-cam' })).toEqual(cam)
    expect((await host.client.system.info({})).engines[1]?.state).toBe('stopped')
    await expect(see('fgsm', 6)).rejects.toMatchObject({ code: 'engine-crashed' })
    await reopen()
  })

  it('computes again what was damaged on disk', async () => {
    const map = await explain(7)
    const folder = join(workspace, 'explanations', evaluations[0]?.run ?? '', find('fgsm'))
    const filesOf = () => readdirSync(folder).filter((name) => name.startsWith('7-'))
    await expect.poll(filesOf).toHaveLength(2)
    for (const name of filesOf()) truncateSync(join(folder, name), 8)
    expect(await explain(7)).toEqual(map)
    await expect.poll(() => readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('computes an image once for several calls at a time, and a cancelled one does not hurt the others', async () => {
    const maps = ['signed', 'positive', 'negative'].map((sign) =>
      explain(9, { task: sign, method: `gradient:sign=${sign}` }),
    )
    await host.client.tasks.cancel({ task: 'signed' })
    const [first, ...others] = await Promise.allSettled(maps)
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  })

  const rise = (image: number, task: string) => explain(image, { task, method: 'rise:masks=20000,cells=4' })
  /** As if no map of it had ever been computed. */
  const forget = async (image: number): Promise<void> => {
    // What is to be kept is, when a host has closed.
    await reopen()
    const folder = join(workspace, 'explanations', evaluations[0]?.run ?? '', find('fgsm'))
    const files = readdirSync(folder).filter((name) => name.startsWith(`${image}-`))
    expect(files).not.toEqual([])
    for (const name of files) rmSync(join(folder, name))
  }

  it('lets clicks pass while a long map is made, which comes to the same', async () => {
    const alone = await rise(11, 'alone')
    await forget(11)
    const told: string[] = []
    const stop = host.client.system.on('progress', ({ subject, note }) => {
      if (subject === 'long' && note.startsWith('rise')) told.push(note)
    })
    const order: string[] = []
    const long = rise(11, 'long').then((map) => {
      order.push('long')
      return map
    })
    await expect.poll(() => told.length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0)
    for (const image of [12, 13]) await explain(image).then(() => order.push(`click ${image}`))
    expect(await long).toEqual(alone)
    stop()
    expect(order).toEqual(['click 12', 'click 13', 'long'])
    expect(told[0]).toMatch(/^rise, \d+ passes of the model$/)
  })

  it('says what cannot be explained', async () => {
    await expect(see('fgsm', 150)).rejects.toMatchObject({
      code: 'not-found',
      message: 'Image 150 has no prediction in this evaluation, which is done.',
    })
    await expect(explain(0, { target: { class: 3 } })).rejects.toMatchObject({
      message: 'Expected a class from 0 to 2: got 3.',
    })
    await expect(explain(0, { method: 'gradeint' })).rejects.toMatchObject({
      hint: expect.stringContaining('gradient'),
    })
    const { rows } = await host.client.evaluations.gallery({ evaluation: find('fgsm'), outcome: 'correct', limit: 1 })
    await expect(explain(rows[0]?.image ?? -1, { target: 'truth-minus-predicted' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('was predicted right'),
    })
  })

  it('answers beside a training, which does not notice', async () => {
    const { runs } = await host.client.experiments.launch({
      base: { ...base, epochs: 100_000 },
      runs: [{ name: 'long' }],
      conditions: [],
    })
    const [run = ''] = runs
    await untilRun(host, run, 'running')
    const before = await host.client.runs.get({ id: run })
    await see('pgd', 33)
    await explain(33)
    const { engines } = await host.client.system.info({})
    expect(engines.map(({ lane, state }) => [lane, state])).toEqual([
      ['training', 'busy'],
      ['interactive', 'ready'],
    ])
    const after = await untilStep(run, before.step + 1)
    expect(after.state).toBe('running')
    await host.client.runs.cancel({ id: run, now: true })
    await untilRun(host, run, 'cancelled')
  })

  it('previews, estimates and ranges a run that is not launched', async () => {
    const config = { ...base, objective: 'adversarial-regularization:gradientNorm=infinity,stepSize=8/255' }
    const shown = await host.client.experiments.preview({ task: 'preview', config, count: 4 })
    expect(shown).toMatchObject({ shape: [16, 16, 3], labels: shown.images.map((image) => image % 3) })
    expect(shown.attacked).toHaveLength(4 * 16 * 16 * 3)
    const progress: unknown[] = []
    host.client.system.on('progress', (event) => progress.push(event.subject))
    const cost = await host.client.experiments.estimate({ task: 'cost', config })
    expect(cost).toMatchObject({ stepsPerEpoch: 4 })
    expect(progress).toContain('cost')
    const { points } = await host.client.experiments.rateRange({ task: 'range', config, steps: 10 })
    expect(points.length).toBeGreaterThan(1)
    await expect(host.client.experiments.rateRange({ task: 'range', config, from: 1, to: 0.1 })).rejects.toMatchObject({
      message: 'Expected "from" to be below "to": got 1 and 0.1.',
    })
    expect(await host.client.experiments.list({})).toHaveLength(2)
  })

  it('goes on with a long map on its own backend after a click of a run on another one', async () => {
    const other = { ...base, backend: 'javascript' as const, epochs: 1 }
    const { runs } = await host.client.experiments.launch({
      ...{ base: other, runs: [{ name: 'in JavaScript' }], conditions: ['clean'] },
    })
    const [clean] = await untilEvaluated(host, ...runs)
    const alone = await rise(14, 'alone')
    await forget(14)
    const order: string[] = []
    let isUnderWay = false
    const stop = host.client.system.on('progress', ({ subject, note }) => {
      if (subject === 'long' && note.startsWith('rise')) isUnderWay = true
    })
    const long = rise(14, 'long').finally(() => order.push('long'))
    await expect.poll(() => isUnderWay, { timeout: 20_000, interval: 10 }).toBe(true)
    stop()
    await explain(15, { evaluation: clean?.id ?? '' }).finally(() => order.push('click'))
    expect(await long).toEqual(alone)
    expect(order).toEqual(['click', 'long'])
  })
})

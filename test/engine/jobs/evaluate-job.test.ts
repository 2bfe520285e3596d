import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { runEvaluateJob, type CorruptingThreads } from '../../../src-main/engine/jobs/evaluate-job.ts'
import { provideTextures } from '../../../src-main/engine/corruption-textures.ts'
import { createPixelThreads } from '../../../src-main/engine/pixel-threads.ts'
import { keepEvaluatedModels } from '../../../src-main/engine/jobs/evaluated-models.ts'
import { runTrainJob } from '../../../src-main/engine/jobs/train-job.ts'
import type { EvaluateJob, JobEvent } from '../../../src-main/engine/protocol.ts'
import { smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

tellSkipped('evaluation jobs on TensorFlow')

const texturesFolder = join(import.meta.dirname, '../../../resources/corruptions')
const never = new AbortController().signal

interface Change {
  readonly threads?: CorruptingThreads | null
  readonly images?: number
  readonly begun?: EvaluateJob['begun']
  readonly signal?: AbortSignal
  readonly checkpoint?: string
  readonly surrogate?: string
  readonly temperature?: number
}

/** A run of one epoch, and what evaluates its checkpoint; `events` are those of all of it. */
async function trained(validationImages = 20) {
  const { step: runtime } = await useTensorflow()
  const datasetFolder = await smallDataset(temporaryFolder(), { validation: validationImages })
  const runFolder = temporaryFolder()
  mkdirSync(join(runFolder, 'checkpoints'))
  const config = smallConfig({ epochs: 1 })
  const events: JobEvent[] = []
  const emit = (event: JobEvent): void => void events.push(event)
  const start = { resumeFrom: null, fork: null, initialWeights: null }
  await runTrainJob(
    { kind: 'train', id: '1', config, datasetFolder, runFolder, ...start },
    { runtime, signal: never, interrupt: never, emit },
  )
  const checkpoint = events.flatMap((event) => (event.kind === 'checkpoint' ? [event.file.path] : [])).at(-1) ?? ''
  const whole = { images: 20, begun: null, temperature: null }
  const job = { kind: 'evaluate', id: '2', config, datasetFolder, checkpoint, split: 'validation', ...whole } as const
  const evaluate = (condition: string, { signal = never, threads = null, ...change }: Change = {}) => {
    const surrogate = { name: 'itself', config, checkpoint: change.surrogate ?? checkpoint }
    const asked = { ...job, ...change, surrogate, condition: parseMethod(condition), corrupted: null }
    const models = keepEvaluatedModels(runtime)
    const context = { runtime, signal, interrupt: signal, emit }
    return runEvaluateJob(asked, context, models, threads).finally(() => models.forget())
  }
  return { events, evaluate, checkpoint }
}

/** But for what the clock tells. */
const withoutSeconds = (event: JobEvent): JobEvent =>
  event.kind === 'predictions' ? { ...event, part: { ...event.part, seconds: 0 } } : event

describe.skipIf(!hasTensorflow)('runEvaluateJob', () => {
  it.each(['clean', 'fgsm', 'pgd:steps=20', 'apgd-ce:steps=10', 'square:queries=50', 'gaussian-noise'])(
    'gives the same predictions and checks twice under %s',
    async (condition) => {
      const { events, evaluate, checkpoint } = await trained()
      // Of another file, for which no attempt is remembered.
      const copy = `${checkpoint}.copy`
      copyFileSync(checkpoint, copy)
      const told = async (from: string) => {
        events.length = 0
        await evaluate(condition, { checkpoint: from })
        return events.filter(({ kind }) => kind === 'predictions' || kind === 'checks').map(withoutSeconds)
      }
      const first = await told(checkpoint)
      expect(first.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))).toHaveLength(20)
      const isAttack = condition !== 'clean' && condition !== 'gaussian-noise'
      expect(first.flatMap((event) => (event.kind === 'checks' ? event.checks : []))).toHaveLength(isAttack ? 8 : 0)
      expect(await told(copy)).toEqual(first)
    },
  )

  it('tells how far its probabilities can be trusted: fits a temperature to clean images, takes it for others', async () => {
    const { events, evaluate } = await trained()
    const calibrationUnder = async (condition: string, change: Change = {}) => {
      events.length = 0
      await evaluate(condition, change)
      const rows = events.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))
      const [calibration] = events.flatMap((event) => (event.kind === 'calibration' ? [event.calibration] : []))
      expect(calibration?.all.n).toBe(20)
      expect(calibration?.all.nll).toBeCloseTo(rows.reduce((sum, { loss }) => sum + loss, 0) / 20, 6)
      const confidence = rows.reduce((sum, row) => sum + row.confidence, 0) / 20
      expect(calibration?.all.bins.reduce((sum, bin) => sum + (bin.n / 20) * bin.confidence, 0)).toBeCloseTo(
        confidence,
        6,
      )
      return calibration
    }
    const clean = await calibrationUnder('clean')
    expect(clean?.scaled?.temperature).toBeGreaterThan(0)
    expect(clean?.scaled?.after.n).toBeLessThan(20)
    expect((await calibrationUnder('fgsm', { temperature: 2 }))?.scaled?.temperature).toBe(2)
    expect((await calibrationUnder('gaussian-noise'))?.scaled).toBeNull()
  })

  it('goes on behind whole batches that are predicted, and comes to the same predictions, checks and calibration', async () => {
    const { events, evaluate } = await trained(300)
    const predicted = () => events.flatMap((event) => (event.kind === 'predictions' ? event.rows : []))
    const checks = () => events.flatMap((event) => (event.kind === 'checks' ? event.checks : []))
    const calibrations = () => events.flatMap((event) => (event.kind === 'calibration' ? event.calibration : []))
    events.length = 0
    await evaluate('pgd:steps=2', { images: 300, temperature: 2 })
    const [whole, checked, calibrated] = [predicted(), checks(), calibrations()]
    const parts = events.flatMap((event) => (event.kind === 'predictions' ? event.part : []))
    expect(calibrated.map(({ all, scaled }) => [all.n, scaled?.temperature])).toEqual([[300, 2]])
    const { ece, brier, nll } = calibrated[0]?.intervals ?? {}
    expect([ece, brier, nll]).not.toContain(null)
    const rightOf = (count: number): number[] =>
      whole.slice(0, count).flatMap(({ image, truth, predicted: at }) => (at === truth ? [image] : []))
    const goOn = (images: number, told = parts) => {
      events.length = 0
      return evaluate('pgd:steps=2', {
        ...{ images: 300, temperature: 2 },
        begun: { images, right: rightOf(images), parts: told.filter(({ first }) => first < images) },
      })
    }
    for (const [begun, again] of [
      [256, 44],
      [300, 44],
      [128, 172],
    ] as const) {
      expect(await goOn(begun)).toMatchObject({ outcome: 'done', step: 300 })
      expect(predicted()).toEqual(whole.slice(-again))
      expect(checks()).toEqual(checked)
      expect(calibrations()).toEqual(calibrated)
    }

    const verdict = (): string | undefined => checks().find(({ id }) => id === 'in-the-ball')?.verdict
    expect(verdict()).toBe('passed')
    await goOn(
      256,
      parts.map((part) => ({ ...part, reach: { distance: 1, low: 0, high: 1 } })),
    )
    expect(verdict()).not.toBe('passed')
  })

  it('tells no calibration of a part', async () => {
    const { events, evaluate } = await trained(300)
    const stop = new AbortController()
    events.length = 0
    const push = events.push.bind(events)
    events.push = (...told) => {
      if (told.some(({ kind }) => kind === 'predictions')) stop.abort()
      return push(...told)
    }
    expect(await evaluate('pgd:steps=2', { images: 300, signal: stop.signal })).toMatchObject({ outcome: 'cancelled' })
    expect(events.map(({ kind }) => kind)).toEqual(['predictions', 'progress'])
  })

  it.each(['frost:severity=2', 'poisson-noise'])(
    'makes images under %s in threads as it makes them itself',
    async (condition) => {
      const { events, evaluate } = await trained(300)
      const pixels = createPixelThreads()
      const told = async (threads: CorruptingThreads | null) => {
        events.length = 0
        await provideTextures(parseMethod(condition), texturesFolder)
        expect(await evaluate(condition, { images: 300, threads })).toMatchObject({ outcome: 'done', step: 300 })
        return events.filter(({ kind }) => kind === 'predictions' || kind === 'calibration').map(withoutSeconds)
      }
      const itself = await told(null)
      expect(await told({ pixels, texturesFolder })).toEqual(itself)
      pixels.close()
    },
  )

  it('tells what a thread could not read', async () => {
    const { evaluate } = await trained(300)
    const pixels = createPixelThreads()
    const threads = { pixels, texturesFolder: '/nowhere' }
    await expect(evaluate('frost', { images: 300, threads })).rejects.toThrow(/nowhere/)
    pixels.close()
  })

  it('keeps its predictions where the other run cannot be read, and says so', async () => {
    const { events, evaluate } = await trained()
    events.length = 0
    expect(await evaluate('fgsm', { surrogate: '/nowhere.safetensors' })).toMatchObject({ outcome: 'done', step: 20 })
    const checks = events.flatMap((event) => (event.kind === 'checks' ? event.checks : []))
    expect(checks.find(({ id }) => id === 'transfer')).toMatchObject({
      verdict: 'not-run',
      reason: expect.stringMatching(/^It could not be run: .*nowhere\.safetensors/),
    })
  })

  it('lets messages through during an attack, ends within its batch when asked, and leaks no tensor', async () => {
    const { events, evaluate } = await trained()
    const stop = new AbortController()
    // The functions that stay are made first.
    expect(await evaluate('pgd:steps=2')).toMatchObject({ outcome: 'done', step: 20 })

    const before = tf.memory().numTensors
    events.length = 0
    let ticks = 0
    const beat = setInterval(() => {
      if (++ticks === 3) stop.abort()
    }, 20)
    // Minutes of computing, were it not interrupted.
    const ended = await evaluate('pgd:steps=1000', { signal: stop.signal })
    clearInterval(beat)
    expect(ended).toEqual({ outcome: 'cancelled', step: 0, epoch: 0 })
    expect(ticks).toBeGreaterThanOrEqual(3)
    expect(events).toEqual([])
    expect(tf.memory().numTensors).toBe(before)
  })
})

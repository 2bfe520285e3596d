import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Prediction } from '../../../src-main/contract/evaluations.ts'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import { resolveCondition } from '../../../src-main/core/evaluation/condition.ts'
import { evaluate } from '../../../src-main/core/evaluation/evaluate.ts'
import { predictionsOf } from '../../../src-main/core/evaluation/predictions.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { plainRuntime, type StepRuntime } from '../../../src-main/core/training/runtime.ts'
import type { ModelState } from '../../../src-main/core/training/state.ts'
import { disposeModel, uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { tinyImages, tinyNetwork } from '../../support/tiny-training.ts'

const images = tinyImages(14, 3)

interface Change {
  readonly batchSize?: number
  readonly seed?: number
  readonly state?: ModelState
  readonly indices?: Int32Array
  readonly runtime?: StepRuntime
  readonly signal?: AbortSignal
  readonly pause?: () => Promise<void>
}

/** Every batch as it comes. */
async function* batchesOf(condition: string, { state, runtime = plainRuntime(() => 0), ...change }: Change = {}) {
  const classifier = createClassifier(tinyNetwork, runtime)
  const uploaded = uploadModel(tinyNetwork, state ?? initialize(tinyNetwork, 4))
  const model = { ...uploaded, ...classifier.fold(uploaded) }
  try {
    yield* evaluate({
      ...{ classifier, model, images, seed: 7, batchSize: 4 },
      indices: Int32Array.from({ length: 14 }, (_, i) => i),
      condition: parseMethod(condition),
      signal: new AbortController().signal,
      pause: async () => undefined,
      ...change,
    })
  } finally {
    disposeModel(model)
    classifier.dispose()
  }
}

async function evaluated(condition: string, change: Change = {}): Promise<Prediction[]> {
  const all: Prediction[] = []
  for await (const { rows } of batchesOf(condition, change)) all.push(...rows)
  return all
}

const conditions = [
  'clean',
  'fgsm:epsilon=8/255',
  'pgd:epsilon=8/255,steps=3',
  'pgd-l2:epsilon=0.5,steps=3',
  'adversarial-neighbor:gradientNorm=infinity,stepSize=4/255,randomInit=true',
  'gaussian-noise',
  'poisson-noise',
  'salt-and-pepper',
]

describe('evaluate', () => {
  beforeAll(useJavaScript)

  it.each(conditions)('%s: every image once, the same again, whatever the batches', async (condition) => {
    const before = tf.memory().numTensors
    const rows = await evaluated(condition)
    expect(tf.memory().numTensors).toBe(before)
    expect(rows.map(({ image }) => image)).toEqual(Array.from({ length: 14 }, (_, i) => i))
    expect(rows.map(({ truth }) => truth)).toEqual([...images.labels])
    expect(await evaluated(condition)).toEqual(rows)

    const others = await evaluated(condition, { batchSize: 5 })
    others.forEach(({ loss, margin }, i) => {
      expect(loss).toBeCloseTo(rows[i]?.loss as number, 4)
      expect(margin).toBeCloseTo(rows[i]?.margin as number, 4)
    })
  })

  it('draws other noise for another seed', async () => {
    const rows = await evaluated('gaussian-noise')
    expect(await evaluated('gaussian-noise', { seed: 8 })).not.toEqual(rows)
  })

  it('tells how far an attack went, and nothing else of other conditions', async () => {
    for await (const { reach } of batchesOf('clean')) expect(reach).toBeNull()
    for await (const { reach } of batchesOf('gaussian-noise')) expect(reach).toBeNull()
    for await (const { reach } of batchesOf('fgsm:epsilon=8/255')) {
      expect(reach?.distance).toBeCloseTo(8 / 255, 6)
      expect(reach?.low).toBeGreaterThanOrEqual(0)
      expect(reach?.high).toBeLessThanOrEqual(1)
    }
    for await (const { reach } of batchesOf('fgsm:epsilon=64/255,clip=false')) expect(reach?.high).toBeGreaterThan(1)
    for await (const { reach } of batchesOf('pgd-l2:epsilon=0.5,steps=3')) {
      // Clipped to the pixel range, it may be nearer.
      expect(reach?.distance).toBeLessThan(0.5001)
      expect(reach?.distance).toBeGreaterThan(0.49)
    }
  })

  it('sees the images that it is given, each as in an evaluation of all', async () => {
    const rows = await evaluated('pgd:epsilon=8/255,steps=3')
    const some = await evaluated('pgd:epsilon=8/255,steps=3', { indices: Int32Array.of(2, 3, 11) })
    expect(some.map(({ image }) => image)).toEqual([2, 3, 11])
    for (const row of some) expect(row.margin).toBeCloseTo(rows[row.image]?.margin as number, 4)
  })

  it('refuses to call a prediction what no finite logits say', async () => {
    const { weights, statistics } = initialize(tinyNetwork, 4)
    const huge = weights.map((values) => values.map((value) => value * 3e38))
    await expect(evaluated('gaussian-noise', { state: { weights: huge, statistics } })).rejects.toMatchObject({
      code: 'not-a-number',
      message: 'The logits of image 0 under gaussian-noise were not finite numbers.',
    })
  })

  it('raises the loss of an attacked model', async () => {
    const meanLoss = (rows: Prediction[]): number => rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length
    expect(meanLoss(await evaluated('fgsm:epsilon=8/255'))).toBeGreaterThan(meanLoss(await evaluated('clean')))
  })

  it('ends between two batches when asked, and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const stop = new AbortController()
    const rows: Prediction[] = []
    const pause = async () => (rows.length === 8 ? stop.abort() : undefined)
    for await (const batch of batchesOf('clean', { signal: stop.signal, pause })) rows.push(...batch.rows)
    expect(rows).toHaveLength(8)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('ends in the middle of an attack when asked, and leaks no tensor', async () => {
    const before = tf.memory().numTensors
    const stop = new AbortController()
    const plain = plainRuntime(() => 0)
    let gradients = 0
    const runtime: StepRuntime = {
      ...plain,
      compile: (step, options) => {
        const compiled = plain.compile(step, options)
        const later: typeof compiled.later = (inputs, given) => {
          if (++gradients === 5) stop.abort()
          return compiled.later(inputs, given)
        }
        return Object.assign((inputs: Parameters<typeof step>[0]) => compiled(inputs), {
          later,
          dispose: compiled.dispose,
        })
      },
    }
    const batches = batchesOf('pgd:epsilon=8/255,steps=1000', { runtime, signal: stop.signal })
    for await (const batch of batches) expect(batch).toEqual('no batch was finished')
    expect(gradients).toBe(5)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('predictionsOf', () => {
  it('gives probability, margin, loss and the five likeliest classes', () => {
    const logits = Float32Array.from([0, 1, 2, 3, 4, 5].map((k) => Math.log([1, 2, 3, 4, 6, 4][k] as number)))
    const set = { ...images, classes: 6, labels: Int32Array.of(1) }
    const [row] = predictionsOf(logits, Int32Array.of(0), set) as [Prediction]
    expect(row).toMatchObject({ image: 0, truth: 1, predicted: 4 })
    expect(row.confidence).toBeCloseTo(6 / 20, 6)
    expect(row.margin).toBeCloseTo(Math.log(2 / 6), 6)
    expect(row.loss).toBeCloseTo(Math.log(20 / 2), 6)
    expect(row.top5.map((entry) => entry.class)).toEqual([4, 3, 5, 2, 1])
    expect(row.top5.map(({ probability }) => Math.round(probability * 20))).toEqual([6, 4, 4, 3, 2])
  })

  it('does not overflow on large logits', () => {
    const set = { ...images, classes: 2, labels: Int32Array.of(0) }
    const [row] = predictionsOf(Float32Array.of(-2000, 2000), Int32Array.of(0), set) as [Prediction]
    expect(row).toMatchObject({ predicted: 1, confidence: 1, loss: 4000, margin: -4000 })
  })
})

describe('resolveCondition', () => {
  it('fills in all parameters, so that equal conditions are equal text', () => {
    const text = (condition: string): string => JSON.stringify(resolveCondition(parseMethod(condition)))
    expect(text('fgsm:epsilon=8/255')).toBe(text('fgsm'))
    expect(resolveCondition(parseMethod('fgsm:epsilon=2/255')).params).toEqual({ epsilon: 2 / 255, clip: true })
  })

  it('names the nearest condition for an unknown one', () => {
    expect(() => resolveCondition(parseMethod('fgms'))).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('"fgsm"') }),
    )
  })
})

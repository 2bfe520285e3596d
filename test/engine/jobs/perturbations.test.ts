import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { findMinimalEpsilon } from '../../../src-main/core/attacks/minimal-epsilon.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import type { CompiledStep, StepRuntime, TensorTree } from '../../../src-main/core/training/runtime.ts'
import { openDatasetCache } from '../../../src-main/engine/dataset-cache.ts'
import { findFlip } from '../../../src-main/engine/jobs/find-flip.ts'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { gradientLine } from '../../../src-main/engine/jobs/gradient-line.ts'
import { keepModel } from '../../../src-main/engine/jobs/kept-models.ts'
import { perturb } from '../../../src-main/engine/jobs/perturb.ts'
import { replayAttack } from '../../../src-main/engine/jobs/replay-attack.ts'
import type { FlipSearched } from '../../../src-main/engine/protocol.ts'
import { writeInitialCheckpoint } from '../../support/initial-checkpoint.ts'
import { probeContext, smallConfig, smallDataset } from '../../support/probe-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const maxEpsilon = 32 / 255

/** Counts the steps whose result is a gradient: an image, not logits. */
function counting(step: StepRuntime): { runtime: StepRuntime; gradients(): number } {
  let gradients = 0
  const compile: StepRuntime['compile'] = (of, options) => {
    const compiled = step.compile(of, options)
    const later: typeof compiled.later = async (inputs, call) => {
      const result: TensorTree = await compiled.later(inputs, call)
      if (result instanceof tf.Tensor && result.rank === 4) gradients++
      return result as never
    }
    return Object.assign((inputs: never) => compiled(inputs), { later, dispose: compiled.dispose }) as CompiledStep<
      never,
      never
    > as never
  }
  return { runtime: { ...step, compile }, gradients: () => gradients }
}

/** A random model of three shapes, whose first image that it recognises is attacked. */
async function setUp({ factor = 1 } = {}) {
  const folder = temporaryFolder()
  const datasetFolder = await smallDataset(folder)
  const config = smallConfig()
  const data = openDatasetCache(datasetFolder)
  const network = networkOf(config.architecture, data)
  const { path: checkpoint } = writeInitialCheckpoint(join(folder, 'checkpoints'), network, config.seed, factor)
  const plain = await probeContext()
  const { runtime, gradients } = counting(plain.backend.step)
  const context = { ...plain, backend: { ...plain.backend, step: runtime } }
  const about = { id: '1', config, datasetFolder, checkpoint, split: 'validation' as const }
  const kept = keepModel(about, context.backend)
  const { labels, count, shape } = data.validation
  const logitsOf = (pixels: Float32Array): number[][] =>
    tf.tidy(() => {
      const images = tf.tensor4d(pixels, [pixels.length / (16 * 16 * 3), ...shape])
      return runNow(kept.classifier.logits(kept.model, images)).arraySync()
    })
  const best = (row: readonly number[]): number => row.indexOf(Math.max(...row))
  const all = Array.from({ length: count }, (_, image) => image)
  const clean = (image: number): Float32Array => readPixels(data.validation, Int32Array.of(image))
  const isRight = (image: number): boolean => best(logitsOf(clean(image))[0] ?? []) === labels[image]
  const recognised = all.filter(isRight)
  const [right = 0] = recognised
  const wrong = all.find((image) => !isRight(image)) ?? 0
  const attacked = (attack: string, image = right, label = labels[image] as number) => ({
    ...about,
    image,
    label,
    attack: parseMethod(attack),
  })
  const flipOf = async (attack: string, more: { image?: number; label?: number; max?: number } = {}) => {
    const tolerance = 0.01 / 255
    const asked = { ...attacked(attack, more.image, more.label), maxEpsilon: more.max ?? maxEpsilon, tolerance }
    let from: FlipSearched | null = null
    while (!from?.isDone) from = await findFlip({ kind: 'find-flip', ...asked, from }, context)
    return from
  }
  const perturbed = (attack: string, image = right, label?: number) =>
    perturb({ kind: 'perturb', ...attacked(attack, image, label) }, context)
  const line = (attack: string, max = maxEpsilon) =>
    gradientLine({ kind: 'gradient-line', ...attacked(attack), maxEpsilon: max }, context)
  const replay = (attack: string) => replayAttack({ kind: 'replay-attack', ...attacked(attack) }, context)
  return {
    ...{ network, kept, labels, right, recognised, wrong, clean, logitsOf, best, gradients, context, attacked },
    ...{ perturbed, line, flipOf, replay },
  }
}

/** d loss / d image of the network as it was trained, written down plainly. */
function plainGradient(
  { network, kept, labels }: Awaited<ReturnType<typeof setUp>>,
  image: number,
  clean: Float32Array,
) {
  return tf.tidy(() => {
    const truth = tf.oneHot(tf.tensor1d([labels[image] as number], 'int32'), network.classes)
    const loss = (x: tf.Tensor): tf.Scalar => {
      const { logits } = forward(network, kept.model, x as tf.Tensor4D, { training: false })
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), truth)))
    }
    return tf
      .grad(loss)(tf.tensor4d(clean, [1, ...network.inputShape]))
      .dataSync<'float32'>()
  })
}

describe('perturb', () => {
  it('gives the image of FGSM, x + ε · sign of the gradient in [0, 1], and what the model says of it', async () => {
    const model = await setUp()
    const { right, clean, perturbed, logitsOf, best, labels } = model
    const epsilon = 8 / 255
    const { pixels, prediction, loss, perturbation, passes } = await perturbed('fgsm:epsilon=8/255')
    const values = bytesToFloats(pixels)
    const gradient = plainGradient(model, right, clean(right))
    clean(right).forEach((value, i) => {
      const expected = Math.min(1, Math.max(0, value + epsilon * Math.sign(gradient[i] as number)))
      expect(values[i]).toBeCloseTo(expected, 6)
    })
    const [logits = []] = logitsOf(values)
    expect(prediction).toMatchObject({ image: right, truth: labels[right], predicted: best(logits) })
    expect(loss).toBeCloseTo(prediction.loss, 6)
    expect(perturbation.linf).toBeCloseTo(epsilon, 6)
    expect([passes, (await perturbed('pgd:steps=7')).passes]).toEqual([1, 7])
  })

  it('computes the gradient of an image once for all strengths, and for each class it moves away from', async () => {
    const { perturbed, line, flipOf, gradients, right, labels } = await setUp()
    await perturbed('fgsm:epsilon=1/255')
    expect(gradients()).toBe(1)
    const weaker = await perturbed('fgsm:epsilon=2/255')
    await line('fgsm')
    await flipOf('fgsm')
    expect(gradients()).toBe(1)
    const other = ((labels[right] as number) + 1) % 3
    const away = await perturbed('fgsm:epsilon=2/255', right, other)
    expect(gradients()).toBe(2)
    expect(away.pixels).not.toEqual(weaker.pixels)
    expect(away.prediction.truth).toBe(labels[right])
    expect(away.loss).not.toBeCloseTo(away.prediction.loss, 4)
  })

  it('leaks no tensor', async () => {
    const { perturbed, line, flipOf, replay } = await setUp()
    const work = async () => {
      for (const attack of ['fgsm', 'pgd:steps=3', 'apgd-ce:steps=4', 'square:queries=5']) await perturbed(attack)
      await line('pgd-l2')
      await flipOf('pgd:steps=2')
      await replay('pgd:steps=4')
    }
    await work()
    const before = tf.memory().numTensors
    await work()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says in a sentence that logits are not finite', async () => {
    const { perturbed, line } = await setUp({ factor: 1e30 })
    await expect(perturbed('fgsm')).rejects.toMatchObject({ code: 'not-a-number' })
    await expect(line('fgsm')).rejects.toMatchObject({ code: 'not-a-number' })
  })
})

describe('gradientLine', () => {
  it('gives at ±ε the logits of the images there, and at 0 those of the image', async () => {
    const model = await setUp()
    const { right, clean, line, logitsOf, perturbed, best } = model
    const { norm, epsilons, logits, isFlat } = await line('fgsm')
    expect([norm, isFlat, epsilons.length]).toEqual(['infinity', false, 33])
    const rows = Array.from({ length: 33 }, (_, i) => [...bytesToFloats(logits).subarray(3 * i, 3 * i + 3)])
    const gradient = plainGradient(model, right, clean(right))
    for (const [i, epsilon] of epsilons.entries()) {
      const moved = clean(right).map((value, at) =>
        Math.min(1, Math.max(0, value + epsilon * Math.sign(gradient[at] as number))),
      )
      logitsOf(moved)[0]?.forEach((logit, at) => expect(rows[i]?.[at]).toBeCloseTo(logit, 4))
    }
    expect(epsilons[16]).toBe(0)
    expect([epsilons[0], epsilons[32]]).toEqual([-maxEpsilon, maxEpsilon])
    const { prediction } = await perturbed('fgsm:epsilon=32/255')
    expect(best(rows[32] ?? [])).toBe(prediction.predicted)
  })

  it('goes along the gradient itself where the attack is in L2', async () => {
    const { line, logitsOf, clean, right, ...model } = await setUp()
    const { norm, epsilons, logits } = await line('pgd-l2', 2)
    expect([norm, epsilons[32]]).toEqual(['l2', 2])
    const gradient = plainGradient({ line, logitsOf, clean, right, ...model }, right, clean(right))
    const length = Math.hypot(...gradient)
    const moved = clean(right).map((value, i) =>
      Math.min(1, Math.max(0, value + (2 * (gradient[i] as number)) / length)),
    )
    logitsOf(moved)[0]?.forEach((logit, at) => expect(bytesToFloats(logits)[96 + at]).toBeCloseTo(logit, 4))
  })

  it('says that the gradient is zero', async () => {
    const { line } = await setUp({ factor: 0 })
    const { isFlat, logits } = await line('fgsm')
    expect(isFlat).toBe(true)
    expect(new Set(bytesToFloats(logits))).toEqual(new Set([0]))
  })
})

describe('findFlip', () => {
  it('is where the slider begins to show another class', async () => {
    const { flipOf, perturbed, recognised } = await setUp()
    for (const attack of ['fgsm', 'pgd:steps=5,keep=highest-loss', 'pgd:steps=3,randomStart=false']) {
      let [image, low, high] = [-1, 0, null as number | null]
      for (image of recognised) {
        ;({ low, high } = await flipOf(attack, { image }))
        if (high !== null) break
      }
      expect(high).not.toBeNull()
      expect((high ?? 0) - low).toBeLessThanOrEqual(0.01 / 255)
      const at = (epsilon: number) => `${attack}${attack.includes(':') ? ',' : ':'}epsilon=${epsilon}`
      const [below, above] = [await perturbed(at(low), image), await perturbed(at(high ?? 0), image)]
      expect(below.prediction.predicted).toBe(below.prediction.truth)
      expect(above.prediction.predicted).not.toBe(above.prediction.truth)
    }
  })

  it('is what the bisection of the minimal epsilon finds with the same random start', async () => {
    const { flipOf, kept, right, labels, clean, network } = await setUp()
    const { high } = await flipOf('pgd:steps=5,keep=highest-loss', { max: 1 })
    let minimal: number | undefined
    tf.tidy(() => {
      const images = tf.tensor4d(clean(right), [1, ...network.inputShape])
      const truth = tf.tensor1d([labels[right] as number], 'int32')
      const context = kept.classifier.attackContext(kept.model, { images, labels: truth, keys: [right], seed: 5 })
      const search = { norm: 'infinity', maxEpsilon: 1, rounds: 15, steps: 5 } as const
      // It draws anew in each round; a slider does not.
      const same = { ...context, noise: (of: readonly number[]) => context.noise(of, 0) }
      ;[minimal] = runNow(findMinimalEpsilon(search, same)).epsilons
    })
    expect(minimal).toBeGreaterThan(0)
    expect(high).toBe(minimal)
  })

  it('is 0 for what is wrong from the start, and null where the greatest radius does not do', async () => {
    const { flipOf, wrong, logitsOf, clean, best } = await setUp()
    expect(await flipOf('fgsm', { image: wrong })).toEqual({ low: 0, high: 0, isDone: true })
    const predicted = best(logitsOf(clean(wrong))[0] ?? [])
    const away = await flipOf('fgsm', { image: wrong, label: predicted })
    expect(away.low).toBeGreaterThan(0)
    const max = 1e-7
    expect(await flipOf('pgd:steps=2', { max })).toEqual({ low: max, high: null, isDone: true })
    expect(await flipOf('fgsm', { max })).toEqual({ low: max, high: null, isDone: true })
  })
})

describe('replayAttack', () => {
  it('shows where PGD starts, every step, and what it comes to', async () => {
    const { replay, perturbed, clean, right, logitsOf, best } = await setUp()
    const attack = 'pgd:steps=5,epsilon=8/255,stepSize=2/255'
    const { steps, pixels, shape } = await replay(attack)
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5])
    expect(shape).toEqual([16, 16, 3])
    const size = 16 * 16 * 3
    const values = bytesToFloats(pixels)
    const points = steps.map((_, i) => values.slice(i * size, (i + 1) * size))
    const end = await perturbed(attack)
    expect(points[5]).toEqual(bytesToFloats(end.pixels))
    expect(steps[5]?.loss).toBeCloseTo(end.loss, 5)
    for (const [i, { prediction, loss, perturbation }] of steps.entries()) {
      const [row = []] = logitsOf(points[i] as Float32Array)
      expect(prediction.predicted).toBe(best(row))
      const truth = row[prediction.truth] as number
      expect(loss).toBeCloseTo(Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - truth), 0)), 4)
      expect(perturbation.linf).toBeLessThanOrEqual(8 / 255 + 1e-6)
      if (i === 0) continue
      const before = points[i - 1] as Float32Array
      const moved = points[i]?.map((value, at) => Math.abs(value - (before[at] as number))) ?? []
      expect(Math.max(...moved)).toBeLessThanOrEqual(2 / 255 + 1e-6)
    }
    const largest = (point: Float32Array | undefined): number =>
      Math.max(...(point ?? []).map((value, at) => Math.abs(value - (clean(right)[at] as number))))
    expect(largest(points[0])).toBeGreaterThan(0)
  })

  it('leaves points out of a long attack, never the first and the last', async () => {
    const { steps } = await (await setUp()).replay('pgd:steps=150,keep=highest-loss')
    const numbers = steps.map(({ step }) => step)
    expect(numbers.length).toBeLessThanOrEqual(101)
    expect(numbers.length).toBeGreaterThan(50)
    expect([numbers[0], numbers[1], numbers.at(-1)]).toEqual([0, 2, 150])
  })

  it('has one step for an attack that follows one gradient', async () => {
    const { steps } = await (await setUp()).replay('fgsm')
    expect(steps.map(({ step }) => step)).toEqual([0, 1])
  })
})

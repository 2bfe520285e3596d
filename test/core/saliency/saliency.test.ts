import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { registries } from '../../../src-main/core/catalog.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { joinChannels } from '../../../src-main/core/saliency/channels.ts'
import { createExplainer } from '../../../src-main/core/saliency/explainer.ts'
import { plainRuntime, type StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { greatestDifference } from '../../support/fixtures.ts'
import { classes, tinyImages, tinyNetwork } from '../../support/tiny-training.ts'

const set = tinyImages(5, 3)
const state = initialize(tinyNetwork, 4)
const methods = registries.saliency.flatMap((method) => {
  const choices = Object.entries(method.params).flatMap(([name, param]) =>
    param.kind === 'choice' ? param.options.map(({ value }) => ({ [name]: value })) : [],
  )
  return [{}, ...choices].map((params) => ({ id: method.id, params }))
})
const named = methods.map((choice) => [`${choice.id} ${JSON.stringify(choice.params)}`, choice] as const)

/** The map of image 0 … 4 for class i % 3; `only` leaves the others out of the batch. */
function explain(runtime: StepRuntime, choice: (typeof methods)[number], only?: number): Float32Array {
  const indices = only === undefined ? Int32Array.of(0, 1, 2, 3, 4) : Int32Array.of(only)
  return tf.tidy(() => {
    const model = uploadModel(tinyNetwork, state)
    const images = tf.tensor4d(readPixels(set, indices), [indices.length, ...set.shape])
    const target = tf.cast(
      tf.oneHot(
        Int32Array.from(indices, (index) => index % classes),
        classes,
      ),
      'float32',
    )
    const map = runNow(createExplainer(tinyNetwork, runtime).explain(model, choice, images, target as tf.Tensor2D))
    expect(map.shape).toEqual([indices.length, 6, 6])
    return Float32Array.from(map.dataSync<'float32'>())
  })
}

const plain = plainRuntime(() => 0)

describe.each(named)('%s', (_, choice) => {
  beforeAll(useJavaScript)

  it('gives one finite value a pixel and leaks no tensor', () => {
    const before = tf.memory().numTensors
    const map = explain(plain, choice)
    expect(tf.memory().numTensors).toBe(before)
    expect(map.every((value) => Number.isFinite(value))).toBe(true)
    expect(map.some((value) => value !== 0)).toBe(true)
  })

  it('does not depend on the other images of the batch', () => {
    const all = explain(plain, choice)
    expect(greatestDifference(explain(plain, choice, 3), all.subarray(3 * 36, 4 * 36))).toBeLessThan(1e-6)
  })
})

describe('gradient', () => {
  beforeAll(useJavaScript)

  it('is what a small change of one pixel does to the logit', () => {
    const map = explain(plain, { id: 'gradient', params: { sign: 'signed', channels: 'sum' } }, 2)
    const logit = (change: number): number =>
      tf.tidy(() => {
        const pixels = readPixels(set, Int32Array.of(2))
        for (const channel of [0, 1, 2]) pixels[(2 * 6 + 3) * 3 + channel]! += change
        const classifier = createClassifier(tinyNetwork, plain)
        const model = classifier.fold(uploadModel(tinyNetwork, state))
        const logits = runNow(classifier.logits(model, tf.tensor4d(pixels, [1, 6, 6, 3])))
        return logits.dataSync()[2] as number
      })
    expect((logit(0.01) - logit(-0.01)) / 0.02).toBeCloseTo(map[2 * 6 + 3] as number, 3)
  })

  it('of one class minus another is the difference of their gradients', () => {
    const params = { sign: 'signed', channels: 'sum' }
    const gradientOf = (target: number[]): Float32Array =>
      tf.tidy(() => {
        const images = tf.tensor4d(readPixels(set, Int32Array.of(1)), [1, 6, 6, 3])
        const explainer = createExplainer(tinyNetwork, plain)
        const model = uploadModel(tinyNetwork, state)
        const map = runNow(explainer.explain(model, { id: 'gradient', params }, images, tf.tensor2d([target])))
        return map.dataSync<'float32'>() as Float32Array
      })
    const [first, second] = [gradientOf([1, 0, 0]), gradientOf([0, 0, 1])]
    const difference = first.map((value, i) => value - (second[i] as number))
    expect(greatestDifference(gradientOf([1, 0, -1]), difference)).toBeLessThan(1e-6)
  })
})

describe('joinChannels', () => {
  beforeAll(useJavaScript)

  it.each([
    ['max', 1],
    ['strongest', -4],
    ['mean', -1],
    ['sum', -3],
  ] as const)('%s', (join, expected) => {
    expect(joinChannels(join, tf.tensor4d([1, -4, 0], [1, 1, 1, 3])).dataSync()[0]).toBe(expected)
  })
})

tellSkipped('saliency on TensorFlow')

describe.skipIf(!hasTensorflow)('on TensorFlow, compiled', () => {
  it.each(named)('%s is the same as in JavaScript', async (_, choice) => {
    await useJavaScript()
    const expected = explain(plain, choice)
    const { step } = await useTensorflow()
    const actual = explain(step, choice)
    const scale = Math.max(...expected.map(Math.abs))
    expect(greatestDifference(actual, expected)).toBeLessThan(1e-5 * scale)
  })
})

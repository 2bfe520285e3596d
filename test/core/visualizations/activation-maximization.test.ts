import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { VisualizedUnit } from '../../../src-main/contract/evaluations.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { createVisualizer } from '../../../src-main/core/visualizations/visualizer.ts'
import { penaltyOf } from '../../../src-main/core/visualizations/regularizers.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { plainRuntime, type StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { greatestDifference } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { tinyNetwork } from '../../support/tiny-training.ts'

const plain = plainRuntime(() => 0)

function visualize(unit: VisualizedUnit, params = {}, seed = 1, runtime: StepRuntime = plain) {
  return tf.tidy(() => {
    const model = uploadModel(tinyNetwork, initialize(tinyNetwork, 4))
    const choice = { id: 'activation-maximization', params: { iterations: 30, ...params } }
    const { image, activation } = runNow(createVisualizer(tinyNetwork, runtime, unit).visualize(model, choice, seed))
    expect(image.shape).toEqual([6, 6, 3])
    return { activation: activation.dataSync()[0] ?? Number.NaN, image: Float32Array.from(image.dataSync<'float32'>()) }
  })
}

describe('activation maximisation', () => {
  beforeAll(useJavaScript)

  it.each([{ class: 1 }, { layer: 'relu', channel: 2 }, { layer: '', channel: 2 }])(
    'climbs for %o, stays an image and leaks no tensor',
    (unit) => {
      const before = tf.memory().numTensors
      const first = visualize(unit, { iterations: 1 })
      const last = visualize(unit, { norm: 0, variation: 0, iterations: 60 })
      expect(tf.memory().numTensors).toBe(before)
      expect(last.activation).toBeGreaterThan(first.activation + 0.1)
      expect(last.image.every((value) => value >= 0 && value <= 1)).toBe(true)
    },
  )

  it('makes the same image of the same seed, another of another', () => {
    const once = visualize({ class: 0 }, { jitter: 0.3 })
    expect(visualize({ class: 0 }, { jitter: 0.3 })).toEqual(once)
    expect(visualize({ class: 0 }, { jitter: 0.3 }, 2).image).not.toEqual(once.image)
    expect(visualize({ class: 0 }, { jitter: 0 }).image).not.toEqual(once.image)
  })

  it('is smoother with more weight on the variation', () => {
    const roughness = (variation: number): number => {
      const { image } = visualize({ class: 0 }, { variation, norm: 0 })
      return tf.tidy(
        () =>
          penaltyOf(tf.tensor4d(image, [1, 6, 6, 3]), { norm: 0, exponent: 6, variation: 1 }).value.dataSync()[0] ?? 0,
      )
    }
    expect(roughness(1000)).toBeLessThan(roughness(0) / 4)
  })

  it('is a sentence where there is no such class, layer or channel', () => {
    expect(() => visualize({ class: 3 })).toThrow('Expected a class from 0 to 2: got 3.')
    expect(() => visualize({ layer: 'dense', channel: 0 })).toThrow('no layer with a map of the image called "dense"')
    expect(() => visualize({ layer: 'relu', channel: 4 })).toThrow('Expected a channel of "relu" from 0 to 3: got 4.')
  })
})

describe('penalties', () => {
  beforeAll(useJavaScript)

  it('are those of keras-vis, worked out by hand', () => {
    tf.tidy(() => {
      const image = tf.tensor4d([3, 4, 0, 12], [1, 2, 2, 1])
      const { value, gradient } = penaltyOf(image, { norm: 2, exponent: 2, variation: 10 })
      // Norm 13, variation (0 − 3)² + (4 − 3)², both by four values.
      expect(value.dataSync()[0]).toBeCloseTo((2 * 13 + 10 * 10) / 4, 4)
      const expected = [(2 * 3) / 13 + 10 * (2 * 3 - 2 * 1), (2 * 4) / 13 + 10 * 2, 10 * -6, (2 * 12) / 13]
      gradient.dataSync().forEach((g, i) => expect(g).toBeCloseTo((expected[i] as number) / 4, 4))
    })
  })
})

tellSkipped('activation maximisation on TensorFlow')

describe.skipIf(!hasTensorflow)('on TensorFlow, compiled', () => {
  it('is the same as in JavaScript', async () => {
    await useJavaScript()
    const expected = visualize({ class: 1 }, { iterations: 5 })
    const { step } = await useTensorflow()
    const actual = visualize({ class: 1 }, { iterations: 5 }, 1, step)
    expect(greatestDifference(actual.image, expected.image)).toBeLessThan(1e-4)
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { attacks } from '../../../src-main/core/attacks/index.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { runLater, runNow, type Computation } from '../../../src-main/core/computation.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

/** Radius, norm and parameters of every attack; a new one must be named here. */
const balls: Record<
  string,
  { params: Record<string, number | string | boolean>; radius: number; norm: 'infinity' | 'l2' }
> = {
  fgsm: { params: { epsilon: 0.03 }, radius: 0.03, norm: 'infinity' },
  pgd: { params: { epsilon: 0.03, steps: 5 }, radius: 0.03, norm: 'infinity' },
  'pgd-l2': { params: { epsilon: 0.5, steps: 5 }, radius: 0.5, norm: 'l2' },
  'adversarial-neighbor': {
    params: { gradientNorm: 'infinity', stepSize: 0.02, iterations: 3, epsilon: 0.03, clipToRange: true },
    radius: 0.03,
    norm: 'infinity',
  },
}

describe.each(attacks.map(({ id }) => id))('%s', (id) => {
  beforeAll(useJavaScript)

  it('stays in the ball and the range, climbs the loss, repeats itself and leaks no tensor', async () => {
    const { params, radius, norm } = balls[id] as (typeof balls)[string]
    const { method, values } = findMethod('architectures', { id: 'small-cnn', params: { width: 4, depth: 2 } })
    const network = method.build(values, { inputShape: [8, 8, 3], classes: 4 })
    const model = uploadModel(network, initialize(network, 3))
    const classifier = createClassifier(
      network,
      plainRuntime(() => 0),
    )
    const random = createRandom(5)
    const images = tf.tensor4d(
      Float32Array.from({ length: 6 * 192 }, () => random.uniform()),
      [6, 8, 8, 3],
    )
    const labels = tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32')
    const keys = [10, 11, 12, 13, 14, 15]
    const attack = (seed: number): Computation<tf.Tensor4D> =>
      classifier.attack(model, { id, params }, { images, labels, keys, seed })
    const lossOf = (x: tf.Tensor4D): number =>
      tf.tidy(() => {
        const logits = runNow(classifier.logits(classifier.fold(model), x))
        return tf.sum(crossEntropy(logits, labels)).dataSync()[0] as number
      })

    const before = tf.memory().numTensors
    const attacked = await runLater(attack(1))
    expect(tf.memory().numTensors).toBe(before + 1)
    tf.tidy(() => {
      const difference = tf.sub(attacked, images)
      const size =
        norm === 'infinity' ? tf.max(tf.abs(difference)) : tf.max(tf.sqrt(tf.sum(tf.square(difference), [1, 2, 3])))
      expect(size.dataSync()[0]).toBeLessThanOrEqual(radius + 1e-6)
      expect(tf.min(attacked).dataSync()[0]).toBeGreaterThanOrEqual(0)
      expect(tf.max(attacked).dataSync()[0]).toBeLessThanOrEqual(1)
    })
    expect(lossOf(attacked)).toBeGreaterThan(lossOf(images))
    expect(tf.tidy(() => runNow(attack(1)).dataSync())).toEqual(attacked.dataSync())
  })
})

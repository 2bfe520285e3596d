import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findNeighbors } from '../../../src-main/core/attacks/neighbor.ts'
import { given, runNow } from '../../../src-main/core/computation.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

describe('adversarial regularization', () => {
  beforeAll(useJavaScript)

  // Counted inside NSL's own graph: fixtures/nsl/behaviour.json.
  it.each([
    [{ iterations: 1 }, 2],
    [{ iterations: 1, epsilon: 0.02 }, 2],
    [{ iterations: 3, epsilon: 0.02 }, 4],
    [{ iterations: 5, epsilon: 0.02 }, 6],
    [{ iterations: 1, randomInit: true }, 3],
    [{ iterations: 3, epsilon: 0.02, randomInit: true }, 5],
  ])('with %j moves the batch statistics %i times', (params, updates) => {
    const network = buildNetwork([2, 2, 1], ({ input }) =>
      input
        .batchNormalization('bn', { momentum: 0.5, epsilon: 1e-3 })
        .globalAveragePooling('pool')
        .dense('dense', { units: 2 }),
    )
    const { weights, statistics } = uploadModel(network, initialize(network, 1))
    const { method, values } = findMethod('objectives', { id: 'adversarial-regularization', params })
    const images = tf.tensor4d([0.1, 0.9, 0.4, 0.6, 0.3, 0.8, 0.5, 0.4], [2, 2, 2, 1])
    let passes = 0
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const result = method.step(values, {
        images,
        labels: tf.tensor1d([0, 1], 'int32'),
        trainable: weights,
        statistics,
        noise: (shape, stream) => uniform([2, ...shape], tf.tensor1d([3, stream], 'int32')),
        forward(at, moving, mode) {
          expect(mode.training).toBe(true)
          passes++
          return forward(network, { weights, statistics: moving }, at, mode)
        },
      })
      // From a moving mean of 0, n updates with momentum 1/2 leave 1 − 2⁻ⁿ of the mean, 0.5; neighbours are close to it.
      const share = (result.statistics[0]?.dataSync()[0] as number) / 0.5
      expect(Math.log2(1 / (1 - share))).toBeCloseTo(updates, 0)
    })
    expect(passes).toBe(updates)
    expect(tf.memory().numTensors).toBe(before)
  })

  // NSL's own test: linear model W = [4, −3], squared error, x = [2, 3], y = 0, sign step 0.01, multiplier 0.2, rate 0.01.
  it('takes the step of NSL’s linear example', () => {
    const images = tf.tensor4d([2, 3], [1, 1, 2, 1])
    const weights = tf.tensor2d([4, -3], [2, 1])
    const lossAt = (x: tf.Tensor4D, inputs: tf.Tensor[]): ReturnType<typeof valueAndGradients> =>
      valueAndGradients(
        () => ({
          value: tf.mean(tf.square(tf.matMul(tf.reshape(x, [1, 2]), weights))) as tf.Scalar,
          kept: {},
        }),
        inputs,
      )
    const clean = lossAt(images, [images, weights])
    const [cleanGradient, first] = clean.gradients as [tf.Tensor4D, tf.Tensor2D]
    expect(clean.value.dataSync()[0]).toBeCloseTo(1, 6)
    expect([...cleanGradient.dataSync()]).toEqual([-8, 6])

    const neighbor = {
      gradientNorm: 'infinity',
      stepSize: 0.01,
      iterations: 1,
      epsilon: null,
      featureMask: 'none',
    } as const
    const source = { images, cleanGradient, gradient: () => given(cleanGradient), noise: () => tf.scalar(0) }
    const neighbors = runNow(findNeighbors({ ...neighbor, randomInit: false, clipToRange: false }, source))
    neighbors.dataSync().forEach((value, i) => expect(value).toBeCloseTo([1.99, 3.01][i] as number, 6))

    const adversarial = lossAt(neighbors, [weights])
    expect(adversarial.value.dataSync()[0]).toBeCloseTo(1.1449, 5)
    expect(1 + 0.2 * (adversarial.value.dataSync()[0] as number)).toBeCloseTo(1.22898, 5)
    const { method, values } = findMethod('optimizers', { id: 'sgd', params: { momentum: 0 } })
    const rule = method.rule(values, { rate: tf.scalar(0.01), step: tf.scalar(1) })
    const gradient = tf.add(first, tf.mul(adversarial.gradients[0] as tf.Tensor, 0.2))
    rule({ weight: weights, gradient, slots: [] })
      .weight.dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo([4.0485172, -2.9271172][i] as number, 5))
  })
})

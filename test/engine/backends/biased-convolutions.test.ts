import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { buildNetwork, type Flow } from '../../../src-main/core/network/builder.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

/** Paddings, convolutions and biases in a row: what oneDNN merges, long enough for several looks for an interruption. */
const network = buildNetwork([16, 16, 3], ({ input }) => {
  let x: Flow = input
  for (let index = 0; index < 12; index++) {
    x = x
      .zeroPadding(`pad${index}`, 2)
      .convolution(`conv${index}`, { filters: 8, kernelSize: 5 })
      .depthwiseConvolution(`depthwise${index}`, { kernelSize: 3, padding: 'same' })
      .activation(`relu${index}`, 'relu')
  }
  return x.globalAveragePooling('pool').dense('logits', { units: 4 })
})

tellSkipped('convolutions with biases in a compiled step')
describe.skipIf(!hasTensorflow)('convolutions with biases in a compiled step', () => {
  it('are merged by oneDNN without aborting, and have the gradients of eager ones', async () => {
    const { step } = await useTensorflow()
    const model = uploadModel(network, initialize(network, 1))
    const images = tf.randomUniform<tf.Rank.R4>([2, 16, 16, 3], 0, 1, 'float32', 1)
    const differentiate = ({ images: at, weights }: { images: tf.Tensor4D; weights: readonly tf.Tensor[] }) =>
      tf.tidy(() => {
        const { gradients } = valueAndGradients(() => {
          const { logits } = forward(network, { weights, statistics: [] }, at, { training: true })
          return { value: tf.sum(tf.square(logits)) as tf.Scalar, kept: {} }
        }, [...weights])
        return { gradients: [...gradients] }
      })
    const inputs = { images, weights: model.weights }
    const [eager, compiled] = [differentiate(inputs), step.compile(differentiate)(inputs)]
    for (const [i, { path }] of network.weights.entries()) {
      const [a, b] = [eager, compiled].map(({ gradients }) => (gradients[i] as tf.Tensor).dataSync<'float32'>())
      const scale = Math.max(...(a as Float32Array).map(Math.abs))
      const difference = Math.max(...(a as Float32Array).map((value, at) => Math.abs(value - (b?.[at] as number))))
      expect(difference, path).toBeLessThanOrEqual(1e-4 * scale)
    }
  })
})

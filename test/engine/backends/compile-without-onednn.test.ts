import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { eagerly, trainSteps } from '../../support/train-steps.ts'

// In a function oneDNN merges operations that eager ones leave apart (a convolution's gradient with that of its bias,
// for one), and then sums in another order.
process.env['TF_ENABLE_ONEDNN_OPTS'] = '0'

const adversarial = 'adversarial-regularization:gradientNorm=infinity,stepSize=2/255'

tellSkipped('compiled steps without oneDNN')
describe.skipIf(!hasTensorflow)('compiled steps without oneDNN', () => {
  it.each([
    // It drops, and has statistics that stay.
    ['efficientnet', adversarial],
    ['nasnet', 'cross-entropy'],
  ])('train %s (%s) to the same bits as eager ones', async (architecture, objective) => {
    const { step } = await useTensorflow()
    const { binding } = tf.backend() as unknown as NodeBackend
    const counts = (): number[] => [tf.memory().numTensors, binding.getNumOfTensors()]
    const eager = await trainSteps(3, architecture, 32, objective, eagerly)
    const before = counts()
    const compiled = await trainSteps(3, architecture, 32, objective, step)
    expect(counts()).toEqual(before)
    expect(compiled).toEqual(eager)
    expect(new Set(eager.losses).size).toBeGreaterThan(3)
  })
})

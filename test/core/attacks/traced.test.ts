import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { given, runNow } from '../../../src-main/core/computation.ts'
import type { AttackContext } from '../../../src-main/core/methods.ts'
import { uniform } from '../../../src-main/core/ops/uniform.ts'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

type Inputs = { images: tf.Tensor4D; labels: tf.Tensor1D; weights: tf.Tensor4D; seed: tf.Tensor1D }

/** An attack on the loss Σ w x² as one step, as training makes it. */
const stepOf =
  (id: string) =>
  ({ images, labels, weights, seed }: Inputs): tf.Tensor4D =>
    tf.tidy(() => {
      const unused = (): never => {
        throw new Error('Logits and other losses are not asked for.')
      }
      const context: AttackContext = {
        images,
        labels,
        noise: (shape, stream) => uniform([images.shape[0], ...shape], tf.add(seed, tf.tensor1d([0, stream], 'int32'))),
        gradientOfLoss: (at) => given(tf.mul(tf.mul(at, weights), 2)),
        logits: unused,
        pass: unused,
      }
      const { method, values } = findMethod('attacks', { id, params: {} })
      return runNow(method.perturb(values, context))
    })

describe('attacks that read no value', () => {
  if (!hasTensorflow) return leaveOut('traced attacks', 'TensorFlow is not prepared')

  let runtime: StepRuntime
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
  })

  it.each(['fgsm', 'pgd', 'pgd-l2', 'pgd-l1', 'mi-fgsm', 'adversarial-neighbor'])(
    '%s is the same to the bit within a traced step',
    (id) => {
      tf.tidy(() => {
        const inputs: Inputs = {
          images: tf.randomUniform([3, 4, 4, 2], 0, 1, 'float32', 1),
          labels: tf.tensor1d([0, 1, 2], 'int32'),
          weights: tf.randomUniform([3, 4, 4, 2], -1, 1, 'float32', 2),
          seed: tf.tensor1d([7, 0], 'int32'),
        }
        const compiled = runtime.compile(stepOf(id))
        expect(compiled(inputs).dataSync()).toEqual(stepOf(id)(inputs).dataSync())
        compiled.dispose()
      })
    },
  )
})

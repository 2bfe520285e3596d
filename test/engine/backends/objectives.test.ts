import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import type { NodeBackend } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { generalObjectives } from '../../support/general-objectives.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { eagerly, trainSteps } from '../../support/train-steps.ts'

/** Beside every objective as it is. */
const variants = [
  'adversarial-regularization:featureMask=border,gradientNorm=infinity,stepSize=2/255',
  'adversarial-training:norm=l2,epsilon=128/255,stepSize=30/255,steps=3,attackMode=inference,cleanCurve=false',
  'adversarial-training:steps=2,weightPerturbation=0.01',
  'adversarial-training:steps=3,stepSize=8/255,keep=highest-loss',
  'fast-adversarial-training:cleanCurve=true,attackMode=inference',
  'free-adversarial-training:cleanCurve=true,clip=false',
  'trades:norm=l2,epsilon=0.5,steps=3,passes=together',
  'trades:steps=2,attackMode=training,passes=apart,weightPerturbation=0.005,weightDecayAt=plain',
  'mart:steps=2,passes=together',
  'adversarial-mixture:epsilon=8/255,clip=true,passes=together,attackMode=inference',
  'mixup:alpha=0.2',
  'cutmix:probability=0.5',
]

let runtime: StepRuntime
let counts: () => { tensors: number; handles: number }

tellSkipped('compiled objectives')
describe.skipIf(!hasTensorflow)('every objective', () => {
  beforeAll(async () => {
    runtime = (await useTensorflow()).step
    const { binding } = tf.backend() as unknown as NodeBackend
    counts = () => ({ tensors: tf.memory().numTensors, handles: binding.getNumOfTensors() })
  })

  it.each([...generalObjectives.map(({ id }) => id), ...variants])(
    'has the same bits compiled as written, and leaks nothing: %s',
    async (objective) => {
      // Whole batches of four, where one carries something for a whole batch.
      const run = [3, 'small-cnn:width=4,depth=2', 16, objective] as const
      const settings = { batchSize: 4 }
      const eager = await trainSteps(...run, eagerly, settings)
      const before = counts()
      const compiled = await trainSteps(...run, runtime, settings)
      expect(counts()).toEqual(before)
      expect(compiled).toEqual(eager)
      expect(eager.losses.every(Number.isFinite)).toBe(true)
    },
  )

  it('carries a perturbation for a whole batch past a smaller one', async () => {
    const run = [3, 'small-cnn:width=4,depth=2', 16, 'free-adversarial-training'] as const
    const settings = { batchSize: 6 }
    expect(await trainSteps(...run, runtime, settings)).toEqual(await trainSteps(...run, eagerly, settings))
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { eagerly, trainSteps } from '../../support/train-steps.ts'

tellSkipped('the moving variance of a run')
describe.skipIf(!hasTensorflow)('the moving variance of a run', () => {
  let compiled: StepRuntime
  beforeAll(async () => {
    compiled = (await useTensorflow()).step
  })
  const train = (batchNormMovingVariance: 'unbiased' | 'biased', runtime: StepRuntime) =>
    trainSteps(3, 'small-cnn', 16, 'cross-entropy', runtime, { batchNormMovingVariance })

  it('follows the rule of its configuration, compiled and eager alike', async () => {
    const [unbiased, biased] = [await train('unbiased', compiled), await train('biased', compiled)]
    expect((await train('biased', eagerly)).state).toEqual(biased.state)
    expect((await train('unbiased', eagerly)).state).toEqual(unbiased.state)
    // Training uses the batch's own statistics: losses and weights are the same, three moving variances are not.
    expect(biased.losses).toEqual(unbiased.losses)
    expect(biased.state.filter((digest, i) => digest !== unbiased.state[i])).toHaveLength(3)
  })
})

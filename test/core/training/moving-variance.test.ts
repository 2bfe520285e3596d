import { beforeAll, describe, expect, it } from 'vitest'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { trainThreeSteps } from '../../support/train-three-steps.ts'

tellSkipped('the moving variance of a run')
describe.skipIf(!hasTensorflow)('the moving variance of a run', () => {
  let compile: StepRuntime['compile']
  beforeAll(async () => {
    compile = (await useTensorflow()).step.compile
  })
  const train = (batchNormMovingVariance: 'unbiased' | 'biased', how: StepRuntime['compile']) =>
    trainThreeSteps('small-cnn', 16, 'cross-entropy', how, { batchNormMovingVariance })
  const eagerly = ((step: unknown) => step) as StepRuntime['compile']

  it('follows the rule of its configuration, compiled and eager alike', () => {
    const [unbiased, biased] = (['unbiased', 'biased'] as const).map((rule) => train(rule, compile))
    expect(train('biased', eagerly).state).toEqual(biased?.state)
    expect(train('unbiased', eagerly).state).toEqual(unbiased?.state)
    // Training uses the batch's own statistics: losses and weights are the same, three moving variances are not.
    expect(biased?.losses).toEqual(unbiased?.losses)
    expect(biased?.state.filter((digest, i) => digest !== unbiased?.state[i])).toHaveLength(3)
  })
})

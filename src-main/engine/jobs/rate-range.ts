import { setImmediate as pause } from 'node:timers/promises'
import type { RateRange } from '../../contract/experiments.ts'
import { createBatches } from '../../core/datasets/batches.ts'
import { batchRecipe } from '../../core/training/batch-recipe.ts'
import { createRangeTest } from '../../core/training/rate-range.ts'
import { createStepProbe } from '../../core/training/step-probe.ts'
import type { QuestionOf } from '../questions.ts'
import { keepModel } from './kept-models.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'

/** Trains from the initial weights on the run's own batches while the rate rises, until the loss has had enough. */
export async function findRateRange(
  { from, to, steps, ...question }: QuestionOf<'rate-range'>,
  context: QuestionContext,
): Promise<RateRange> {
  const { config } = question
  const { backend, signal } = context
  const { network, data, model } = keepModel({ ...question, checkpoint: null }, backend)
  const batches = createBatches({ ...batchRecipe(config), images: data.train })
  const test = createRangeTest({ from, to, steps })
  const probe = createStepProbe({ config, network, model, shape: data.shape, runtime: backend.step })
  try {
    for (let step = 0; step < steps && !test.hasEnded; step++) {
      throwIfAborted(signal)
      const rate = test.rateAt(step)
      tellProgress(context, step, steps, `rate ${rate.toPrecision(2)}`)
      const batch = batches.batch(Math.floor(step / batches.perEpoch), step % batches.perEpoch)
      test.observe(rate, await probe.step(batch, rate, { signal }))
      await pause()
    }
    return { points: [...test.points], suggestion: test.suggestion }
  } finally {
    probe.dispose()
  }
}

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { runApgd } from '../../../src-main/core/attacks/apgd.ts'
import { crossEntropy, differenceOfLogitsRatio } from '../../../src-main/core/attacks/losses.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import {
  imagesOf,
  loadTarget,
  modelAndImages,
  resultsOf,
  type ModelAndImages,
  type Target,
} from '../../support/attack-fixtures.ts'
import { startFixtureRuntime } from '../../support/fixture-runtime.ts'
import { leaveOut } from '../../support/leave-out.ts'

interface ApgdCase {
  readonly attack: string
  readonly norm: 'Linf' | 'L2'
  readonly epsilon: number
  readonly steps: number
  readonly images?: string
  readonly best_loss: readonly number[]
  readonly still_correct: readonly number[]
  readonly robust_accuracy: number
}

const losses = { 'APGD-CE': crossEntropy, 'APGD-DLR': differenceOfLogitsRatio }
const data = modelAndImages as ModelAndImages
const cases = resultsOf<ApgdCase>('apgd-clean-start').flatMap((one) => {
  const name = `${one.attack} ${one.norm} ${one.epsilon.toFixed(4)}, ${one.steps} steps`
  const loss = losses[one.attack as keyof typeof losses] as (typeof losses)['APGD-CE'] | undefined
  if (!loss) leaveOut(name, 'no such attack')
  return loss ? [{ name, loss, one }] : []
})

/** Images of which many are of the same class, whose best losses say nothing beyond the boundary. */
const isComparable = ({ attack, still_correct: correct }: ApgdCase, i: number): boolean =>
  attack === 'APGD-CE' || correct[i] === 1

describe.skipIf(!modelAndImages)('APGD from the clean image, as its authors’ code', () => {
  let target: Target
  beforeAll(async () => {
    const runtime = await startFixtureRuntime()
    target = loadTarget(data, runtime, imagesOf(cases[0]?.one.images, data.labels.length))
    return () => target.dispose()
  })

  it.each(cases)('$name', ({ loss, one }) => {
    const { norm, epsilon, steps } = one
    const options = { epsilon, steps, loss, rho: 0.75, start: target.images, until: 'end' } as const
    const result = tf.tidy(() => {
      const found = runNow(runApgd({ ...options, norm: norm === 'Linf' ? 'infinity' : 'l2' }, target.context))
      return { isBroken: found.isBroken.map(Number), losses: [...found.highestLosses] }
    })
    const standing = result.isBroken.filter((isBroken) => isBroken === 0).length / result.isBroken.length
    expect(Math.abs(standing - one.robust_accuracy)).toBeLessThanOrEqual(0.02 + 1e-9)
    const compared = one.best_loss.flatMap((best, i) =>
      isComparable(one, i) ? [Math.abs(best - (result.losses[i] as number)) <= 1e-4] : [],
    )
    expect(compared.filter(Boolean).length).toBeGreaterThanOrEqual(0.9 * compared.length)
  })
})

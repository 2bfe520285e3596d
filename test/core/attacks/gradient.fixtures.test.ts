import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ParamValue } from '../../../src-main/contract/method.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { runLater } from '../../../src-main/core/computation.ts'
import type { AttackContext } from '../../../src-main/core/methods.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
import {
  attackFixture,
  loadTarget,
  modelAndImages,
  resultsOf,
  type ModelAndImages,
  type Target,
} from '../../support/attack-fixtures.ts'
import { startFixtureRuntime } from '../../support/fixture-runtime.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'
import { leaveOut } from '../../support/leave-out.ts'

interface GradientCase {
  readonly attack: string
  readonly made_by?: string
  readonly norm: 'Linf' | 'L2'
  readonly epsilon: number
  readonly step_size?: number
  readonly steps?: number
  readonly random_start?: boolean
  readonly decay?: number
  readonly target?: string
  readonly loss: readonly number[]
  readonly robust_accuracy: number
  readonly linf: readonly number[]
  readonly l2: readonly number[]
}

interface GivenStart {
  readonly epsilon: number
  readonly step_size: number
  readonly steps: number
  readonly uniform_in_minus_one_to_one: EncodedArray
  readonly pgd: { readonly loss: readonly number[]; readonly adversarial: EncodedArray }
}

/** What a case is here; null where it is nothing that this program has. */
function choiceOf(one: GradientCase, images: number): { id: string; params: Record<string, ParamValue> } | null {
  const { attack, norm, epsilon, step_size: stepSize = null, steps = 1, random_start: randomStart = false } = one
  const { decay = 1, target = 'none', made_by: by = '' } = one
  if (attack === 'FGSM') return { id: 'fgsm', params: { epsilon } }
  if (attack === 'MI-FGSM') return { id: 'mi-fgsm', params: { epsilon, stepSize, steps, decay } }
  if (attack !== 'PGD' || randomStart) return null
  const params = { epsilon, stepSize, steps, randomStart, target }
  if (norm === 'Linf') return { id: 'pgd', params }
  const normalization = by.startsWith('torchattacks') ? 'torchattacks' : 'unit'
  return { id: 'pgd-l2', params: { ...params, normalization, meanOver: images } }
}

const data = modelAndImages as ModelAndImages
const files = ['gradient-attacks', 'toolbox-attacks']
const cases = files.flatMap(resultsOf<GradientCase>).flatMap((one) => {
  const choice = choiceOf(one, data.labels.length)
  const name = `${one.attack} ${one.norm} ${one.epsilon.toFixed(4)}, ${one.steps ?? 1} steps, target ${one.target ?? 'none'}, decay ${one.decay ?? 'none'}`
  if (!choice) leaveOut(name, 'its start cannot be drawn again')
  return choice ? [{ name, choice, one }] : []
})
const given = attackFixture<GivenStart>('given-start')

describe.skipIf(!modelAndImages)('gradient attacks as torchattacks and ART make them', () => {
  let runtime: StepRuntime
  let target: Target
  beforeAll(async () => {
    runtime = await startFixtureRuntime()
    target = loadTarget(data, runtime)
    return () => target.dispose()
  })

  async function outcomeOf(images: tf.Tensor4D, labels: tf.Tensor1D, context: AttackContext) {
    const logits = await runLater(context.logits(images))
    return tf.tidy(() => ({
      loss: [...crossEntropy(logits, labels).dataSync()],
      right: [...tf.equal(tf.argMax(logits, 1), labels).dataSync()],
    }))
  }
  const accuracyOf = (right: readonly number[]): number => right.reduce((sum, one) => sum + one, 0) / right.length

  it('gives the logits of the model', async () => {
    const logits = await runLater(target.context.logits(target.images))
    expect(greatestDifference(logits.dataSync(), decodeArray(data.logits))).toBeLessThan(1e-5)
  })

  it.each(cases)('$name', async ({ choice, one }) => {
    const { method, values } = findMethod('attacks', choice)
    const attacked = await runLater(method.perturb(values, target.context))
    const { loss, right } = await outcomeOf(attacked, target.labels, target.context)
    const close = loss.filter((value, i) => Math.abs(value - (one.loss[i] as number)) <= 1e-3 * (one.loss[i] as number))
    expect(close.length).toBeGreaterThanOrEqual(0.95 * loss.length)
    expect(Math.abs(accuracyOf(right) - one.robust_accuracy)).toBeLessThanOrEqual(0.01 + 1e-9)
    const change = tf.sub(attacked, target.images)
    expect(greatestDifference(tf.max(tf.abs(change), [1, 2, 3]).dataSync(), one.linf)).toBeLessThan(1e-2 * one.epsilon)
    expect(greatestDifference(tf.sqrt(tf.sum(tf.square(change), [1, 2, 3])).dataSync(), one.l2)).toBeLessThan(0.01)
  })

  it.skipIf(!given)('PGD from a given start', async () => {
    const { epsilon, step_size: stepSize, steps, uniform_in_minus_one_to_one: uniform, pgd } = given as GivenStart
    const count = uniform.shape[0] as number
    const few = loadTarget(data, runtime, count)
    const start = tf.tensor(decodeArray(uniform), [...uniform.shape])
    const context: AttackContext = { ...few.context, noise: () => tf.tidy(() => tf.div(tf.add(start, 1), 2)) }
    const { method, values } = findMethod('attacks', { id: 'pgd', params: { epsilon, stepSize, steps } })
    const attacked = await runLater(method.perturb(values, context))
    const { loss } = await outcomeOf(attacked, few.labels, context)
    loss.forEach((value, i) => expect(value).toBeCloseTo(pgd.loss[i] as number, 2))
    const expected = decodeArray(pgd.adversarial)
    const misses = attacked.dataSync().filter((value, i) => Math.abs(value - (expected[i] as number)) > 1e-5)
    expect(misses.length / expected.length).toBeLessThan(1e-3)
    few.dispose()
  })
})

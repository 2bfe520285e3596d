import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { towardsNearest } from '../../../src-main/core/attacks/boundary.ts'
import { searchBoundary } from '../../../src-main/core/attacks/boundary-search.ts'
import { attemptCarliniWagner } from '../../../src-main/core/attacks/carlini-wagner.ts'
import { rankedTargets } from '../../../src-main/core/attacks/targets.ts'
import { judge, placesOf } from '../../../src-main/core/attacks/verdicts.ts'
import { partOf } from '../../../src-main/core/attacks/worst-case.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { runLater, runNow } from '../../../src-main/core/computation.ts'
import { median } from '../../../src-main/core/median.ts'
import type { StepRuntime } from '../../../src-main/core/training/runtime.ts'
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

interface DistanceCase {
  readonly attack: string
  readonly images: string
  readonly norm?: 'Linf' | 'L2'
  readonly steps: number
  readonly c?: number
  readonly kappa?: number
  readonly learning_rate?: number
  readonly overshoot?: number
  readonly eta?: number
  readonly beta?: number
  readonly alpha_max?: number
  readonly linf: readonly number[]
  readonly l2: readonly number[]
}

type Distances = (one: DistanceCase, target: Target) => Promise<readonly number[]>

async function carliniWagner(one: DistanceCase, target: Target): Promise<readonly number[]> {
  const { steps, c: firstC = 1, kappa: confidence = 0, learning_rate: learningRate = 0.01 } = one
  const values = { steps, firstC, confidence, learningRate, searchSteps: 1, stop: 'batch' } as const
  return lengths(await runLater(attemptCarliniWagner(values, target.context)), target)
}

async function deepFool({ steps, overshoot = 0.02 }: DistanceCase, target: Target): Promise<readonly number[]> {
  const params = { steps, overshoot, classes: 1000, variant: 'torchattacks' }
  const { method, values } = findMethod('attacks', { id: 'deepfool', params })
  return lengths(await runLater(method.perturb(values, target.context)), target)
}

async function fab(one: DistanceCase, { context, images, labels }: Target): Promise<readonly number[]> {
  const { steps, eta = 1.05, beta = 0.9, alpha_max: alphaMax = 0.1 } = one
  const norm = one.norm === 'L2' ? 'l2' : 'infinity'
  return tf.tidy(() => {
    const distances = Array.from({ length: labels.size }, () => 0)
    const right = placesOf(runNow(judge(context, images)), ({ isRight }) => isRight)
    const part = partOf(context, right)
    const classes = runNow(context.logits(images)).shape[1]
    const linearize = towardsNearest(norm, runNow(rankedTargets(part, { first: 2, last: classes })))
    const search = { norm, steps, eta, beta, alphaMax, linearize, epsilon: null } as const
    runNow(searchBoundary(search, part)).distances.forEach((distance, i) => {
      distances[right[i] as number] = distance
    })
    return distances
  })
}

function lengths(attacked: tf.Tensor4D, { images }: Target): number[] {
  return tf.tidy(() => [...tf.sqrt(tf.sum(tf.square(tf.sub(attacked, images)), [1, 2, 3])).dataSync()])
}

const methods: Record<string, { distances: Distances; medianWithin: number; compareEach: boolean }> = {
  'Carlini-Wagner L2': { distances: carliniWagner, medianWithin: 0.02, compareEach: true },
  DeepFool: { distances: deepFool, medianWithin: 0.05, compareEach: false },
  'FAB (untargeted, no random start)': { distances: fab, medianWithin: 0.02, compareEach: true },
}
const cases = resultsOf<DistanceCase>('minimal-norm').flatMap((one) => {
  const name = `${one.attack} ${one.norm ?? ''}, ${one.steps} steps, c ${one.c ?? 'none'}`
  const method = methods[one.attack]
  if (!method) leaveOut(name, 'no such attack')
  return method ? [{ name, method, one }] : []
})

describe.skipIf(!modelAndImages)('attacks of least distance, as torchattacks and the authors of FAB', () => {
  let runtime: StepRuntime
  beforeAll(async () => {
    runtime = await startFixtureRuntime()
  })

  it.each(cases)('$name', async ({ method, one }) => {
    const expected = one.norm === 'Linf' ? one.linf : one.l2
    const target = loadTarget(modelAndImages as ModelAndImages, runtime, imagesOf(one.images, expected.length))
    const distances = await method.distances(one, target)
    target.dispose()
    const wanted = median(expected)
    expect(Math.abs(median(distances) - wanted)).toBeLessThanOrEqual(method.medianWithin * wanted)
    if (!method.compareEach) return
    const close = expected.filter((value, i) => Math.abs(value - (distances[i] as number)) <= 0.1 * value + 1e-4)
    expect(close.length).toBeGreaterThanOrEqual(0.9 * expected.length)
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lengthOf } from '../../../src-main/core/attacks/ball.ts'
import { towardsNearest } from '../../../src-main/core/attacks/boundary.ts'
import { searchBoundary } from '../../../src-main/core/attacks/boundary-search.ts'
import { crossEntropy } from '../../../src-main/core/attacks/losses.ts'
import { findMinimalEpsilon } from '../../../src-main/core/attacks/minimal-epsilon.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { given, runNow } from '../../../src-main/core/computation.ts'
import type { AttackContext, AttackLoss } from '../../../src-main/core/methods.ts'
import { rankedTargets } from '../../../src-main/core/attacks/targets.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const [count, size] = [5, 4]
const values = size * size

/** Logits x · w, of images whose values are far enough from 0 and 1 for no clipping. */
function linearModel(classes: number) {
  const random = createRandom(3, classes)
  const weights = Array.from({ length: values }, () => Array.from({ length: classes }, () => random.normal()))
  const images = Array.from({ length: count }, () => Array.from({ length: values }, () => random.uniform(0.45, 0.55)))
  const logits = images.map((image) =>
    Array.from({ length: classes }, (_, k) => image.reduce((sum, x, i) => sum + x * (weights[i]?.[k] ?? 0), 0)),
  )
  const labels = logits.map((row) => row.indexOf(Math.max(...row)))
  /** To the nearest boundary, in the norm whose dual is the q-norm. */
  const distances = (q: 1 | 2): number[] =>
    logits.map((row, n) => {
      const label = labels[n] as number
      const others = row.flatMap((logit, k) => {
        if (k === label) return []
        const normal = weights.map((w) => Math.abs((w[k] as number) - (w[label] as number)) ** q)
        return [((row[label] as number) - logit) / normal.reduce((sum, w) => sum + w) ** (1 / q)]
      })
      return Math.min(...others)
    })
  return { weights, images, labels, distances }
}

function contextOf({ weights, images, labels }: ReturnType<typeof linearModel>): AttackContext {
  const logitsOf = (x: tf.Tensor4D): tf.Tensor2D => tf.matMul(tf.reshape(x, [-1, values]), tf.tensor2d(weights))
  const own = tf.tensor1d(labels, 'int32')
  const pass = (loss: AttackLoss, at: tf.Tensor4D, wanted: tf.Tensor1D, targets: tf.Tensor1D) => {
    const f = () => {
      const logits = logitsOf(at)
      const losses = loss(logits, wanted, targets)
      return { value: tf.sum(losses) as tf.Scalar, kept: { losses, logits } }
    }
    const { gradients, kept } = valueAndGradients(f, [at])
    return { gradient: gradients[0] as tf.Tensor4D, ...kept }
  }
  const random = createRandom(9)
  return {
    images: tf.tensor4d(images.flat(), [count, size, size, 1]),
    labels: own,
    noise: (shape) =>
      tf.tensor(
        Float32Array.from({ length: count * tf.util.sizeFromShape([...shape]) }, () => random.uniform()),
        [count, ...shape],
      ),
    gradientOfLoss: (at, wanted = own) => given(pass(crossEntropy, at, wanted, wanted).gradient),
    logits: (at) => given(logitsOf(at)),
    pass: (loss, at) => given(pass(loss, at.images, at.labels, at.targets)),
  }
}

describe('on a linear model, whose boundaries are known', () => {
  beforeAll(useJavaScript)

  it.each([
    ['deepfool', { variant: 'paper' }, 2, 1.03],
    ['deepfool', { variant: 'torchattacks' }, 2, 1.021],
    ['carlini-wagner', { steps: 100, searchSteps: 6 }, 2, 1.05],
  ] as const)('%s %j finds the nearest misclassified point', (id, params, q, atMost) => {
    tf.tidy(() => {
      const model = linearModel(3)
      const context = contextOf(model)
      const { method, values: resolved } = findMethod('attacks', { id, params })
      const attacked = runNow(method.perturb(resolved, context))
      const far = lengthOf(q === 2 ? 'l2' : 'infinity', tf.sub(attacked, context.images)).dataSync()
      model.distances(q).forEach((distance, i) => {
        expect((far[i] as number) / distance).toBeGreaterThan(0.999)
        expect((far[i] as number) / distance).toBeLessThan(atMost + 2e-4 / distance)
      })
    })
  })

  // A step goes 5 % too far, and the next one from within goes on 5 % of what is left.
  it.each([
    ['infinity', 1],
    ['l2', 2],
  ] as const)('FAB in %s comes within 2 % of the distance', (norm, q) => {
    tf.tidy(() => {
      const model = linearModel(3)
      const context = contextOf(model)
      const linearize = towardsNearest(norm, runNow(rankedTargets(context, { first: 2, last: 3 })))
      const search = { norm, linearize, steps: 20, alphaMax: 0.1, eta: 1.05, beta: 0.9, epsilon: null }
      const { distances } = runNow(searchBoundary(search, context))
      model.distances(q).forEach((distance, i) => {
        expect((distances[i] as number) / distance).toBeGreaterThan(0.999)
        expect((distances[i] as number) / distance).toBeLessThan(1.02)
      })
    })
  })

  it.each([
    ['infinity', 1, 0.2],
    ['l2', 2, 1],
  ] as const)('the minimal epsilon in %s is the distance, as finely as it is searched', (norm, q, maxEpsilon) => {
    tf.tidy(() => {
      const model = linearModel(2)
      const search = { norm, maxEpsilon, rounds: 8, steps: 10 }
      const { epsilons } = runNow(findMinimalEpsilon(search, contextOf(model)))
      model.distances(q).forEach((distance, i) => {
        expect(epsilons[i]).toBeGreaterThanOrEqual(distance * 0.9999)
        expect(epsilons[i]).toBeLessThan(distance * 1.05 + maxEpsilon / 2 ** 8)
      })
    })
  })

  it('the minimal epsilon of what withstands the greatest radius is infinite', () => {
    tf.tidy(() => {
      const model = linearModel(2)
      const least = Math.min(...model.distances(1))
      const search = { norm: 'infinity', maxEpsilon: least / 2, rounds: 3, steps: 5 } as const
      expect(runNow(findMinimalEpsilon(search, contextOf(model))).epsilons).toEqual(
        Array.from({ length: count }, () => Infinity),
      )
    })
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fgsm } from '../../../src-main/core/attacks/fgsm.ts'
import { given, runNow, type Computation } from '../../../src-main/core/computation.ts'
import type { AttackContext } from '../../../src-main/core/methods.ts'
import { bracketFlip, halveFlip, type FlipBracket, type FlipSearch } from '../../../src-main/core/perturbation/flip.ts'
import { alongGradient } from '../../../src-main/core/perturbation/gradient-line.ts'
import { followAttack } from '../../../src-main/core/perturbation/trail.ts'
import { withHeldGradient } from '../../../src-main/core/perturbation/watched-context.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const weights = [1, -2, 3, 0.5]
const pixels = [0.5, 0.4, 0.3, 0.6]

/** A linear model of two classes, z = ±w · x, and an image of four pixels that it takes for the first one. */
function linear(label = 0): AttackContext {
  const images = tf.tensor4d(pixels, [1, 2, 2, 1])
  const sign = label === 0 ? -1 : 1
  return {
    images,
    labels: tf.tensor1d([label], 'int32'),
    noise: (shape) => tf.zeros([1, ...shape]),
    gradientOfLoss: () =>
      given(
        tf.tensor4d(
          weights.map((value) => sign * value),
          [1, 2, 2, 1],
        ),
      ),
    logits: (at) => {
      const own = tf.matMul(tf.reshape(at, [-1, 4]), tf.tensor2d(weights, [4, 1]))
      return given(tf.concat([own, tf.neg(own)], 1) as tf.Tensor2D)
    },
    pass: () => {
      throw new Error('Nothing asks for it.')
    },
  }
}

const search = (grid: number, maxEpsilon = 0.3): FlipSearch => ({
  attackWithin: (epsilon) => (context) => fgsm.perturb({ epsilon, clip: true }, context),
  maxEpsilon,
  grid,
})
/** w · x / ‖w‖₁ = 0.9 / 6.5, where the step along the sign makes w · x zero. */
const exact = weights.reduce((sum, value, i) => sum + value * (pixels[i] as number), 0) / 6.5

const now = <T>(computation: () => Computation<T>): T => {
  tf.engine().startScope()
  const result = runNow(computation())
  tf.engine().endScope()
  return result
}

describe('the flip point of a linear model', () => {
  beforeAll(useJavaScript)

  it.each([1, 8, 32])('is w · x / ‖w‖₁, from %d radii at first', (grid) => {
    let bracket: FlipBracket = now(() => bracketFlip(search(grid), linear()))
    expect((bracket.high ?? 0) - bracket.low).toBeCloseTo(0.3 / grid, 9)
    while ((bracket.high ?? 0) - bracket.low > 1e-5) {
      const known = bracket
      bracket = now(() => halveFlip(search(grid), known, linear()))
      expect(bracket.low).toBeLessThanOrEqual(exact + 1e-6)
      expect(bracket.high).toBeGreaterThanOrEqual(exact - 1e-6)
    }
    expect(bracket.high).toBeCloseTo(exact, 4)
  })

  it('is 0 for what is wrong as it is, and none where the greatest radius is less', () => {
    expect(now(() => bracketFlip(search(4), linear(1)))).toEqual({ low: 0, high: 0 })
    expect(now(() => bracketFlip(search(4, 0.1), linear()))).toEqual({ low: 0.1, high: null })
  })
})

describe('the line along the gradient', () => {
  it('moves every pixel by ε along the sign, in [0, 1]', () => {
    const values = now(() =>
      (function* () {
        const line = yield* alongGradient('infinity', [-0.5, 0.1], linear())
        return [line.isFlat, ...line.images.dataSync<'float32'>()]
      })(),
    )
    const expected = [1, 0, 0.8, 1, 0.4, 0.5, 0.2, 0.5]
    expect(values[0]).toBe(false)
    expected.forEach((value, i) => expect(values[i + 1]).toBeCloseTo(value, 6))
  })
})

describe('a held gradient', () => {
  it('stands in for the pass at the image alone, and for its own label alone', () => {
    let passes = 0
    const plain = linear()
    const counted: AttackContext = {
      ...plain,
      gradientOfLoss(at, labels) {
        passes++
        return plain.gradientOfLoss(at, labels)
      },
    }
    let kept: Float32Array | undefined
    const held = withHeldGradient(counted, { read: () => kept, write: (gradient) => (kept = gradient) })
    for (let i = 0; i < 3; i++) runNow(held.gradientOfLoss(held.images))
    expect([passes, [...(kept ?? [])]]).toEqual([1, weights.map((value) => -value)])
    runNow(held.gradientOfLoss(tf.add(held.images, 0)))
    runNow(held.gradientOfLoss(held.images, held.labels))
    expect(passes).toBe(3)
  })
})

describe('the trail of an attack', () => {
  it.each([
    [5, [0, 1, 2, 3, 4]],
    [4, [0, 2, 4]],
    [3, [0, 2, 4]],
    [2, [0, 4]],
    [100, [0, 1, 2, 3, 4]],
  ])('of four steps keeps at most %d points, the first and the last always', (most, steps) => {
    const values = now(() =>
      (function* () {
        const attack = function* (context: AttackContext): Computation<tf.Tensor4D> {
          let at = context.images
          for (let step = 0; step < 4; step++) {
            yield* context.gradientOfLoss(at)
            at = tf.add(at, 0.01)
          }
          return at
        }
        const trail = yield* followAttack(attack, linear(), most)
        return { steps: trail.steps, firsts: trail.images.slice([0, 0, 0, 0], [-1, 1, 1, 1]).dataSync<'float32'>() }
      })(),
    )
    expect(values.steps.at(0)).toBe(0)
    expect(values.steps.at(-1)).toBe(4)
    expect(values.steps.length).toBeLessThanOrEqual(most)
    values.steps.forEach((step, i) => expect(values.firsts[i]).toBeCloseTo(0.5 + step / 100, 6))
    expect(values.steps).toEqual(steps)
  })
})

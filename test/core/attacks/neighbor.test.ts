import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { steepestDirection } from '../../../src-main/core/attacks/direction.ts'
import { findNeighbors, type NeighborValues } from '../../../src-main/core/attacks/neighbor.ts'
import { given, runNow } from '../../../src-main/core/computation.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const defaults: NeighborValues = {
  stepSize: 0.1,
  gradientNorm: 'l2',
  iterations: 1,
  epsilon: null,
  randomInit: false,
  clipToRange: false,
  featureMask: 'none',
}
const image = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1])
const noNoise = (): tf.Tensor => {
  throw new Error('No noise was asked for.')
}
function expectClose(tensor: tf.Tensor, values: number[]): void {
  tensor.dataSync().forEach((value, i) => expect(value).toBeCloseTo(values[i] as number, 5))
}

describe('NSL’s neighbours (golden values of NSL’s own tests)', () => {
  beforeAll(useJavaScript)

  it.each([
    ['infinity', [1, 2, -4], [1, 1, -1]],
    ['l1', [3, -4, -5], [0, 0, -1]],
    ['l1', [1, 1, 0], [0.5, 0.5, 0]],
    ['l1', [-4, 4], [-0.5, 0.5]],
    ['l2', [3, -4], [0.6, -0.8]],
    ['l2', [-7, 24], [-0.28, 0.96]],
    // NSL's case of two features, [1, 2] and [−2], normalised together.
    ['l2', [1, 2, -2], [1 / 3, 2 / 3, -2 / 3]],
    ['infinity', [0, 0], [0, 0]],
    ['l1', [0, 0], [0, 0]],
    ['l2', [0, 0], [0, 0]],
    ['infinity', [Number.NaN, 3], [0, 1]],
  ] as const)('%s direction of %j', (norm, gradient, direction) => {
    expectClose(steepestDirection(norm, image(...gradient), { floor: 1e-6 }), [...direction])
  })

  it.each([
    [1, null, [-0.94, 1.08]],
    [2, null, [-0.88, 1.16]],
    [2, 0.15, [-0.91, 1.12]],
    [2, 0.13, [-0.922, 1.104]],
  ])('%i steps of 0.1 with epsilon %s', (iterations, epsilon, expected) => {
    const values = { ...defaults, iterations, epsilon }
    const source = { images: image(-1, 1), gradient: () => given(image(3, 4)), noise: noNoise }
    expectClose(runNow(findNeighbors(values, source)), expected)
  })

  it('refuses an epsilon with L1, as NSL does', () => {
    const values = { ...defaults, gradientNorm: 'l1' as const, epsilon: 0.1 }
    const source = { images: image(1, 2), gradient: () => given(image(1, 2)), noise: noNoise }
    expect(() => runNow(findNeighbors(values, source))).toThrow('An epsilon cannot be used with the L1 norm')
  })

  it('clips to the pixel range where that is asked for, and only there', () => {
    const source = { images: image(0.95, 0.02), gradient: () => given(image(1, -1)), noise: noNoise }
    const values = { ...defaults, gradientNorm: 'infinity' as const }
    expectClose(runNow(findNeighbors(values, source)), [1.05, -0.08])
    expectClose(runNow(findNeighbors({ ...values, clipToRange: true }, source)), [1, 0])
  })

  it('masks the gradient before it becomes a direction', () => {
    const source = { images: image(0, 0), gradient: () => given(image(3, 8)), noise: noNoise }
    // [3, 8 / 2] is [0.6, 0.8] long.
    expectClose(
      runNow(findNeighbors(defaults, { ...source, mask: tf.tensor1d([1, 0.5]).reshape([2, 1]) })),
      [0.06, 0.08],
    )
    expectClose(runNow(findNeighbors(defaults, { ...source, mask: tf.scalar(0) })), [0, 0])
  })

  it.each([
    ['center', [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]],
    ['border', [1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1]],
  ] as const)('changes the %s only', (featureMask, changed) => {
    const images = tf.zeros<tf.Rank.R4>([1, 4, 4, 1])
    const source = { images, gradient: () => given(tf.onesLike(images)), noise: noNoise }
    const values = { ...defaults, gradientNorm: 'infinity' as const, stepSize: 1, featureMask }
    expectClose(runNow(findNeighbors(values, source)), [...changed])
  })
})

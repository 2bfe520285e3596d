import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lengthOf, projectToBall, randomInBall } from '../../../src-main/core/attacks/ball.ts'
import type { Noise } from '../../../src-main/core/methods.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const images = 2000
const dimensions = 12

/** Uniform noise from the host, a stream each. */
const noise: Noise = (shape, stream) => {
  const random = createRandom(1, stream)
  const size = shape.reduce((product, side) => product * side, images)
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.uniform()),
    [images, ...shape],
  )
}

describe('randomInBall', () => {
  beforeAll(useJavaScript)

  // Uniform in a ball of dimension d: (norm / radius)^d is uniform in [0, 1], so its mean is 1/2 and its variance 1/12.
  it.each([
    ['l2', (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x), [1, 2, 3]))],
    ['l1', (x: tf.Tensor) => tf.sum(tf.abs(x), [1, 2, 3])],
    ['infinity', (x: tf.Tensor) => tf.max(tf.abs(x), [1, 2, 3])],
  ] as const)('fills the %s ball evenly', (norm, sizeOf) => {
    const points = randomInBall(norm, 0.5, [2, 2, 3], noise)
    const shares = tf.pow(tf.div(sizeOf(points), 0.5), dimensions)
    const { mean, variance } = tf.moments(shares)
    expect(tf.max(shares).dataSync()[0]).toBeLessThanOrEqual(1 + 1e-5)
    expect(mean.dataSync()[0]).toBeCloseTo(1 / 2, 1)
    expect(variance.dataSync()[0]).toBeCloseTo(1 / 12, 2)
    tf.mean(points, 0)
      .dataSync()
      .forEach((centre) => expect(Math.abs(centre)).toBeLessThan(0.04))
  })
})

describe('projectToBall', () => {
  beforeAll(useJavaScript)

  it('shortens what is outside and leaves what is inside', () => {
    const perturbations = tf.tensor4d([3, 4, 0.3, 0.4], [2, 1, 2, 1])
    const projected = (norm: 'l2' | 'infinity'): number[] => [...projectToBall(norm, perturbations, 1).dataSync()]
    projected('l2').forEach((value, i) => expect(value).toBeCloseTo([0.6, 0.8, 0.3, 0.4][i] as number, 6))
    projected('infinity').forEach((value, i) => expect(value).toBeCloseTo([1, 1, 0.3, 0.4][i] as number, 6))
  })

  // Duchi et al. 2008: 0.5 is taken off, which the third value does not have.
  it('takes the same off every magnitude in L1, and leaves what is inside', () => {
    const perturbations = tf.tensor4d([1.2, -0.8, 0.2, 0.3, -0.1, 0.2], [2, 1, 3, 1])
    const projected = projectToBall('l1', perturbations, 1).dataSync()
    projected.forEach((value, i) => expect(value).toBeCloseTo([0.7, -0.3, 0, 0.3, -0.1, 0.2][i] as number, 6))
  })

  it('takes a radius for each image', () => {
    const perturbations = tf.tensor4d([3, 4, 3, 4], [2, 1, 2, 1])
    const radii = tf.tensor4d([1, 2.5], [2, 1, 1, 1])
    const lengths = (norm: 'l1' | 'l2' | 'infinity'): Float32Array =>
      lengthOf(norm, projectToBall(norm, perturbations, radii)).dataSync() as Float32Array
    for (const norm of ['l1', 'l2', 'infinity'] as const) {
      lengths(norm).forEach((value, i) => expect(value).toBeCloseTo([1, 2.5][i] as number, 5))
    }
  })
})

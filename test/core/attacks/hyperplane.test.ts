import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { towardsHyperplane } from '../../../src-main/core/attacks/hyperplane.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

const [count, size] = [20, 12]

/** The least λ at which min(λ · rate, room) along the normal crosses what is wanted, by bisection in float64. */
function bisect(
  weights: readonly number[],
  rooms: readonly number[],
  rates: readonly number[],
  wanted: number,
): number {
  const crossed = (scale: number): number =>
    weights.reduce((sum, w, i) => sum + w * Math.min(scale * (rates[i] as number), rooms[i] as number), 0)
  let [low, high] = [0, 1e6]
  if (crossed(high) < wanted) return high
  for (let round = 0; round < 200; round++) {
    const middle = (low + high) / 2
    if (crossed(middle) < wanted) low = middle
    else high = middle
  }
  return high
}

describe('towardsHyperplane', () => {
  beforeAll(useJavaScript)

  it.each(['infinity', 'l2'] as const)('is the shortest way within [0, 1] in %s, or as far as there is one', (norm) => {
    const random = createRandom(4)
    const points = Array.from({ length: count }, () => Array.from({ length: size }, () => random.uniform()))
    const normals = points.map((point) => point.map((_, i) => (i === 3 ? 0 : random.normal())))
    // From next to nothing to farther than the range goes.
    const distances = points.map((_, n) => (n % 2 === 0 ? 1 : -1) * 0.01 * 1.6 ** n)
    const dots = points.map((point, n) => point.reduce((sum, x, i) => sum + x * (normals[n]?.[i] as number), 0))
    const change = towardsHyperplane(norm, tf.tensor4d(points.flat(), [count, 1, size, 1]), {
      normal: tf.tensor4d(normals.flat(), [count, 1, size, 1]),
      offset: tf.tensor4d(
        dots.map((dot, n) => dot - (distances[n] as number)),
        [count, 1, 1, 1],
      ),
    }).dataSync()
    points.forEach((point, n) => {
      const normal = normals[n] as number[]
      const directions = normal.map((w) => -Math.sign(w) * Math.sign(distances[n] as number))
      const rooms = point.map((x, i) => (directions[i] === 0 ? 0 : directions[i] === 1 ? 1 - x : x))
      const weights = normal.map(Math.abs)
      const rates = norm === 'infinity' ? weights.map(Math.sign) : weights
      const scale = bisect(weights, rooms, rates, Math.abs(distances[n] as number))
      directions.forEach((direction, i) => {
        const expected = direction * Math.min(scale * (rates[i] as number), rooms[i] as number)
        expect(change[n * size + i]).toBeCloseTo(expected, 4)
      })
    })
  })
})
